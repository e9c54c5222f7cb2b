import t from 'tap'
import { settleTree } from '../../../storage/archive/read-source-tree.js'

const settle = (...paths: string[]) => [...settleTree(new Map(paths.map((path) => [path, path]))).files.keys()]

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
  t.same(
    settle('app/README.md', 'app/server.js', 'README.md'),
    ['README.md', 'server.js'],
    'the file of the project counts',
  )
})

t.test('takes nothing off where the folder is a part of the project', async (t) => {
  t.same(settle('app/__init__.py', 'app/main.py', 'README.md'), ['README.md', 'app/__init__.py', 'app/main.py'])
  t.same(settle('src/index.js', 'README.md'), ['README.md', 'src/index.js'])
  t.same(settle('app/main.py', 'requirements.txt'), ['app/main.py', 'requirements.txt'])
  t.same(settle('project/server.js', 'docs/report.md'), ['docs/report.md', 'project/server.js'])
})

t.test('an archive that holds nothing but another is refused by its name', async (t) => {
  t.throws(() => settle('work/project.zip'), {
    reason: 'structure',
    message: /another archive, "work\/project.zip": send that one/,
  })
  t.same(settle('server.js', 'data.zip'), ['data.zip', 'server.js'])
})

t.test('keeps a folder whose name the project needs', async (t) => {
  t.same(settle('public/index.php'), ['public/index.php'])
  t.same(settle('shop/__init__.py', 'shop/main.py'), ['shop/__init__.py', 'shop/main.py'])
  t.same(settle('src/main/java/Main.java', 'src/main/resources/a.properties'), [
    'src/main/java/Main.java',
    'src/main/resources/a.properties',
  ])
  t.same(settle('hw/src/main/java/Main.java'), ['src/main/java/Main.java'])
})

t.test('gives the paths sorted', async (t) => {
  t.same(settle('b', 'B', 'a/z', 'a.js'), ['B', 'a.js', 'a/z', 'b'])
})

/** Of files with their content, as what is graded is settled. */
const settleTexts = (files: Record<string, string>) => {
  const { files: kept, topFolder } = settleTree(new Map(Object.entries(files)), [], String)
  return { paths: [...kept.keys()], topFolder }
}

t.test('names the folder that became the top level', async (t) => {
  t.same(settleTexts({ 'shop/server.js': '', 'shop/src/a.js': '' }), {
    paths: ['server.js', 'src/a.js'],
    topFolder: 'shop',
  })
  t.same(settleTexts({ 'hw/shop/app.py': '', 'hw/report.docx': '' }), {
    paths: ['app.py', 'report.docx'],
    topFolder: 'hw/shop',
  })
  t.same(settleTexts({ 'server.js': '' }), { paths: ['server.js'], topFolder: undefined })
})

t.test('keeps a folder of Python sources that are imported by its name, without an __init__.py', async (t) => {
  const crud = { 'app/crud.py': '' }
  const sources = [
    'from app import crud\n',
    'from app import (\n  crud,\n)\n',
    'import app.crud\n',
    'from app.crud import save\n',
    'import uvicorn\nuvicorn.run("app.main:app", port=8000)\n',
  ]
  for (const source of sources)
    t.same(
      settleTexts({ 'app/main.py': source, ...crud }),
      { paths: ['app/crud.py', 'app/main.py'], topFolder: undefined },
      source,
    )
  t.same(settleTexts({ 'work/app/main.py': sources[0] ?? '', 'work/app/crud.py': '', 'work/README.md': '' }), {
    paths: ['README.md', 'app/crud.py', 'app/main.py'],
    topFolder: 'work',
  })
})

t.test('a Procfile that starts what is imported by the name of its folder is read above it', async (t) => {
  const start = (line: string) => settleTexts({ 'app/Procfile': `web: ${line}\n`, 'app/main.py': '' })
  t.same(start('uvicorn app.main:app --port $PORT'), { paths: ['Procfile', 'app/main.py'], topFolder: undefined })
  t.same(start('uvicorn main:app --port $PORT'), { paths: ['Procfile', 'main.py'], topFolder: 'app' })
})

t.test('takes off a folder whose name the sources do not need', async (t) => {
  const topOf = (files: Record<string, string>) => settleTexts(files).topFolder
  t.equal(topOf({ 'flask/app.py': 'from flask import Flask\n' }), 'flask', 'a package that is installed')
  t.equal(
    topOf({ 'app/app.py': 'import crud\n', 'app/crud.py': 'from app import db\n' }),
    'app',
    'a module of that name inside',
  )
  t.equal(
    topOf({
      'app/main.py': 'import crud\n',
      'app/crud.py': '',
      'app/tests/test_main.py': 'from app.main import app\n',
    }),
    'app',
    'a test does not start the service',
  )
  t.equal(
    topOf({ 'app/main.py': 'import crud\n', 'app/crud.py': '', 'app/seed.py': 'from app.crud import save\n' }),
    'app',
    'the others run inside',
  )
  t.equal(
    topOf({
      'app/main.py': 'try:\n    from app import crud\nexcept ImportError:\n    import crud\n',
      'app/crud.py': '',
    }),
    'app',
    'an import with a substitute',
  )
})
