import t from 'tap'
import { findMains } from '../../../worker/languages/java.js'
import { planStart } from '../../../worker/languages/plans.js'

const java = (files: Record<string, string>) =>
  planStart('java', new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])))
const withMain = (name: string, packageName = '') =>
  `${packageName === '' ? '' : `package ${packageName};\n`}public class ${name} {\n    public static void main(String[] args) {}\n}\n`

t.test('plain sources are compiled in one call and started by the class with the main method', async (t) => {
  const plan = java({
    'src/todo/Main.java': withMain('Main', 'todo'),
    'src/todo/Store.java': 'package todo; class Store {}',
    'src/schema.sql': '',
  })
  t.same(plan, {
    build: [
      'javac',
      '-d',
      'target/classes',
      '-encoding',
      'UTF-8',
      '-parameters',
      'src/todo/Main.java',
      'src/todo/Store.java',
    ],
    start: ['java', 'todo.Main'],
    env: { CLASSPATH: '/opt/java/libraries.jar:target/classes:src' },
  })
  t.match(java({ 'Server.java': withMain('Server') }), {
    start: ['java', 'Server'],
    env: { CLASSPATH: '/opt/java/libraries.jar:target/classes' },
  })
  t.match(java({ 'src/main/java/App.java': withMain('App'), 'src/main/resources/a.txt': '' }), {
    env: { CLASSPATH: '/opt/java/libraries.jar:target/classes:src/main/resources:src/main/java:src' },
  })
})

t.test(
  'the description of a module is not compiled with plain sources, whose libraries are on the class path',
  async (t) => {
    const plan = java({
      'src/notes/Main.java': withMain('Main', 'notes'),
      'src/module-info.java': 'module notes { requires com.google.gson; }',
    })
    t.match(plan, {
      build: ['javac', '-d', 'target/classes', '-encoding', 'UTF-8', '-parameters', 'src/notes/Main.java'],
      start: ['java', 'notes.Main'],
    })
  },
)

t.test('a pom.xml is built by Maven and started with the class path that Maven found', async (t) => {
  const files = { 'pom.xml': '<project/>', 'src/main/java/app/Main.java': withMain('Main', 'app') }
  t.match(java(files), { build: ['build-maven'], start: ['java', '@target/classpath', 'app.Main'] })
})

t.test('of several main methods, the one that the pom names is started', async (t) => {
  const files = { 'src/main/java/A.java': withMain('A'), 'src/main/java/B.java': withMain('B') }
  t.match(java({ ...files, 'pom.xml': '<project><mainClass>B</mainClass></project>' }), {
    start: ['java', '@target/classpath', 'B'],
  })
  t.match(java({ ...files, 'pom.xml': '<project><properties><start-class> A </start-class></properties></project>' }), {
    start: { 2: 'A' },
  })
  t.match(java({ ...files, 'pom.xml': '<project><!-- <mainClass>B</mainClass> --></project>' }), {
    refusal: /two main methods/,
  })
  t.match(java({ ...files, 'pom.xml': '<mainClass>A</mainClass><mainClass>B</mainClass>' }), {
    refusal: /two main methods/,
  })
  t.match(java({ ...files, 'pom.xml': '<mainClass>${main}</mainClass>' }), { refusal: /two main methods/ })
})

t.test('a Procfile wins, and the sources are built all the same', async (t) => {
  const files = { 'A.java': withMain('A'), 'B.java': withMain('B'), Procfile: 'web: java -Xmx64m B' }
  t.match(java(files), { build: ['javac', '-d'], start: ['sh', '-c', 'trap : TERM\njava -Xmx64m B'] })
  t.match(java({ ...files, 'pom.xml': '' }), {
    build: ['build-maven'],
    start: ['sh', '-c', 'trap : TERM\njava -Xmx64m B'],
  })
})

t.test('two main methods, or none, are refused with the files and a way out', async (t) => {
  t.same(java({ 'A.java': withMain('A'), 'x/B.java': withMain('B', 'x') }), {
    refusal: 'There are two main methods, in A.java and x/B.java.',
    advice: 'Add a Procfile that names the one to start, as in: web: java A',
  })
  const many = Object.fromEntries(Array.from('ABCDEFG', (name) => [`${name}.java`, withMain(name)]))
  t.match(java(many), { refusal: 'There are 7 main methods, in A.java, B.java, C.java, D.java, E.java and others.' })
  t.match(java({ 'A.java': 'class A { void mainly() { main(); } }' }), {
    refusal: /no class has a "public static void main/,
  })
  t.match(java({ 'pom.xml': '<project/>' }), { refusal: /no .java file/ })
})

t.test('a project of several modules is refused, unless a Procfile says what to start', async (t) => {
  const pom = '<project/>'
  const files = {
    'api/pom.xml': pom,
    'core/pom.xml': pom,
    'pom.xml': '<modules><module>api</module><module>core</module></modules>',
    'api/src/main/java/A.java': withMain('A'),
  }
  t.match(java(files), { refusal: /has modules \(api, core\)/, advice: /^Submit one module/ })
  t.match(java({ ...files, Procfile: 'web: java -cp api/target/classes A' }), { build: ['build-maven'] })
})

const classPath = (files: Record<string, string>): string[] => {
  const plan = java(files)
  return 'env' in plan ? (plan.env['CLASSPATH'] ?? '').split(':').slice(2) : []
}

t.test(
  'the resources of every module are on the class path, in the order in which the build declares them',
  async (t) => {
    const files = {
      'app/src/main/java/org/example/App.java': withMain('App', 'org.example'),
      'app/src/main/resources/db/schema.sql': '',
      'app/src/test/java/org/example/AppTest.java': 'package org.example; class AppTest {}',
      'lib/core/src/main/java/org/example/Core.java': 'package org.example; class Core {}',
      'lib/core/src/main/resources/core.properties': '',
    }
    const [app, core] = [
      ['app/src/main/resources', 'app/src/main/java', 'app/src'],
      ['lib/core/src/main/resources', 'lib/core/src/main/java', 'lib/core/src'],
    ]
    t.same(classPath(files), [...app, ...core])
    t.same(classPath({ ...files, 'settings.gradle.kts': 'rootProject.name = "notes"\ninclude("app", "lib:core")' }), [
      ...app,
      ...core,
    ])
    t.same(classPath({ ...files, 'settings.gradle': "// include 'app'\ninclude ':lib:core',\n  ':app'" }), [
      ...core,
      ...app,
    ])
    t.same(
      classPath({
        ...files,
        Procfile: 'web: java org.example.App',
        'pom.xml': '<modules><module>lib/core</module><module>app</module></modules>',
      }),
      [...core, ...app],
    )
  },
)

t.test('resources may be in a module without sources, or beside the sources of one', async (t) => {
  t.same(
    classPath({
      'settings.gradle': 'include "data"',
      'backend/src/notes/Main.java': withMain('Main', 'notes'),
      'backend/src/schema.sql': '',
      'data/src/main/resources/schema.sql': '',
    }),
    ['data/src/main/resources', 'data/src', 'backend/src'],
  )
})

t.test('the tests of a module are not compiled with the service', async (t) => {
  t.match(java({ 'app/src/main/java/A.java': withMain('A'), 'app/src/test/java/ATest.java': withMain('ATest') }), {
    build: { length: 7, 6: 'app/src/main/java/A.java' },
    start: ['java', 'A'],
  })
})

t.test('a WAR without a main method is refused as such', async (t) => {
  t.match(java({ 'pom.xml': '<project><packaging>war</packaging></project>', 'src/main/java/A.java': 'class A {}' }), {
    refusal: /builds a WAR file/,
    advice: /Tomcat and Jetty/,
  })
  t.match(java({ 'pom.xml': '<project><packaging>war</packaging></project>', 'src/main/java/A.java': withMain('A') }), {
    start: { 2: 'A' },
  })
})

t.test('tests are neither compiled with the service nor searched for a main method', async (t) => {
  const plan = java({
    'src/main/java/A.java': withMain('A'),
    'src/test/java/ATest.java': withMain('ATest'),
    'test/BTest.java': withMain('BTest'),
  })
  t.match(plan, { build: { length: 7, 6: 'src/main/java/A.java' }, start: ['java', 'A'] })
})

t.test('a file name is never taken for an option of the compiler', async (t) => {
  t.match(java({ '-J-version.java': '', '@args.java': '', 'A.java': withMain('A') }), {
    build: { 6: './-J-version.java', 7: './@args.java' },
  })
})

const classNames = (source: string) => findMains('src/Main.java', source).map((main) => main.className)

t.test('comments, strings and text blocks are not code', async (t) => {
  const source = `
    // public static void main(String[] args) {
    /* class Old { public static void main(String[] args) {} */
    class A {
      String usage = "class X { static void main(String[] args) {";
      String block = """
        class Y { public static void main(String[] args) { "quoted" \\""" }
        """;
      char quote = '"', brace = '{';
      public static void main(final String... args) {}
    }`
  t.same(classNames(source), ['A'])
})

t.test('the class is the one that holds the method: nested, beside others, in any form of declaration', async (t) => {
  t.same(classNames('class A { void f() {} } record B(int x) { static void main(String args[]) {} }'), ['B'])
  t.same(classNames('package p.q; class A { enum Kind { X { } } interface Run { static void main(String[] a) {} } }'), [
    'p.q.A$Run',
  ])
  t.same(classNames('public final class A { public synchronized static void main(java.lang.String[] a) {} }'), ['A'])
})

t.test('the shorter forms count where there is no classic one', async (t) => {
  t.match(java({ 'Main.java': 'void main() { IO.println("hello"); }' }), { start: ['java', 'Main'] })
  t.match(java({ 'Main.java': 'class Main { void main() {} }', 'Tool.java': withMain('Tool') }), {
    start: ['java', 'Tool'],
  })
  t.same(findMains('A.java', 'class A { static void main(int x) {} void main(String name) {} }'), [])
})
