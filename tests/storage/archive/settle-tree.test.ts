import t from 'tap'
import { settleTree } from '../../../storage/archive/settle-tree.js'

const settle = (...paths: string[]) => [...settleTree(new Map(paths.map((path) => [path, path]))).keys()]

t.test('takes off the one folder around everything, once', async (t) => {
  t.same(settle('app/server.js', 'app/src/a.js'), ['server.js', 'src/a.js'])
  t.same(settle('app/src/a.js', 'app/src/b.js'), ['src/a.js', 'src/b.js'])
})

t.test('takes nothing off where a file or another folder lies beside it', async (t) => {
  t.same(settle('app/a.js', 'b.js'), ['app/a.js', 'b.js'])
  t.same(settle('app/a.js', 'lib/b.js'), ['app/a.js', 'lib/b.js'])
  t.same(settle('app/a.js', 'app2/b.js'), ['app/a.js', 'app2/b.js'])
  t.same(settle('a.js'), ['a.js'])
})

t.test('takes off what is around a project, two levels deep, and next to documents and dot files', async (t) => {
  t.same(settle('hw/project/package.json', 'hw/project/src/a.js'), ['package.json', 'src/a.js'])
  t.same(settle('project/package.json', 'project/src/a.js', 'README.pdf'), ['README.pdf', 'package.json', 'src/a.js'])
  t.same(settle('hw/project/app.py', 'hw/report.docx', 'hw/.editorconfig'), ['.editorconfig', 'app.py', 'report.docx'])
  t.same(settle('a/b/pom.xml', 'notes.txt', '.github/x.yml'), ['.github/x.yml', 'notes.txt', 'pom.xml'])
  t.same(settle('app/README.md', 'app/server.js', 'README.md'), ['README.md', 'server.js'], 'the file of the project counts')
})

t.test('takes nothing off where the folder is a part of the project', async (t) => {
  t.same(settle('app/__init__.py', 'app/main.py', 'README.md'), ['README.md', 'app/__init__.py', 'app/main.py'])
  t.same(settle('src/index.js', 'README.md'), ['README.md', 'src/index.js'])
  t.same(settle('app/main.py', 'requirements.txt'), ['app/main.py', 'requirements.txt'])
  t.same(settle('project/server.js', 'docs/report.md'), ['docs/report.md', 'project/server.js'])
})

t.test('an archive that holds nothing but another is refused by its name', async (t) => {
  t.throws(() => settle('work/project.zip'), { reason: 'structure', message: /another archive, "work\/project.zip": send that one/ })
  t.same(settle('server.js', 'data.zip'), ['data.zip', 'server.js'])
})

t.test('keeps a folder whose name the project needs', async (t) => {
  t.same(settle('public/index.php'), ['public/index.php'])
  t.same(settle('shop/__init__.py', 'shop/main.py'), ['shop/__init__.py', 'shop/main.py'])
  t.same(settle('src/main/java/Main.java', 'src/main/resources/a.properties'), ['src/main/java/Main.java', 'src/main/resources/a.properties'])
  t.same(settle('hw/src/main/java/Main.java'), ['src/main/java/Main.java'])
})

t.test('gives the paths sorted', async (t) => {
  t.same(settle('b', 'B', 'a/z', 'a.js'), ['B', 'a.js', 'a/z', 'b'])
})
