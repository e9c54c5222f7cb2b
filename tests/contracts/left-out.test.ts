import t from 'tap'
import { leavingName, leftOutName, withMarks } from '../../contracts/left-out.js'

t.test(
  'what can be installed or made again is left out at any depth, and what tools and systems leave behind',
  async (t) => {
    for (const name of [
      'node_modules',
      'venv',
      '.venv',
      '.git',
      '.gradle',
      '__pycache__',
      '.idea',
      '.vs',
      '__MACOSX',
      '.DS_Store',
      'Thumbs.db',
      'desktop.ini',
    ]) {
      for (const path of [name, `${name}/a/b.js`, `app/${name}`, `app/src/${name}/x`])
        t.equal(leftOutName(path), name, path)
      t.equal(leftOutName(`${name}2/a.js`), undefined)
      t.equal(leftOutName(`my${name}`), undefined)
    }
    t.equal(leftOutName('src/._app.js'), '._*')
  },
)

t.test('of bin, obj and target only what a compiler writes is left out', async (t) => {
  for (const path of [
    'bin/Debug',
    'Api/bin/Release/net10.0/Api.dll',
    'bin/x64/Debug/a',
    'bin/shop/Main.class',
    'bin/a.pdb',
  ])
    t.equal(leftOutName(path), 'bin', path)
  for (const path of ['obj/Debug/a.cache', 'obj/project.assets.json', 'Api/obj/Api.csproj.nuget.g.props'])
    t.equal(leftOutName(path), 'obj', path)
  for (const path of [
    'target/classes/A.class',
    'core/target/core-1.0.jar',
    'target/maven-status/x',
    'target/debug/app',
    'target/surefire-reports/a.xml',
  ])
    t.equal(leftOutName(path), 'target', path)
  for (const path of [
    'bin',
    'bin/www',
    'bin/console',
    'bin/create-tables.php',
    'api/obj/chair.js',
    'target',
    'src/main/java/shop/target/Target.java',
    'target/index.js',
    'bin/debug.js',
    'public/bin/debug/x',
  ]) {
    t.equal(leftOutName(path), undefined, path)
  }
})

t.test('a path that programs read in different ways is judged like any other', async (t) => {
  for (const path of [
    'node_modules/../server.js',
    './.git/a',
    'node_modules//a',
    '/node_modules/a',
    'node_modules\\a',
    `${'bin/'.repeat(600)}a.class`,
  ])
    t.equal(leftOutName(path), undefined, path.slice(0, 40))
})

t.test('of an exercise only the leavings of systems are left out', async (t) => {
  t.same(['__MACOSX/a', 'a/._b', '.DS_Store', 'submissions/x/__pycache__/a.pyc', 'node_modules/a'].map(leavingName), [
    '__MACOSX',
    '._*',
    '.DS_Store',
    undefined,
    undefined,
  ])
})

t.test('what was left out before it was sent is told by empty files, which are left out again', async (t) => {
  const leftOut = ['node_modules', 'bin', 'obj', 'target', '._*', '.DS_Store']
  const marked = withMarks({ files: new Map([['a.js', Buffer.from('x')]]), leftOut })
  t.same([...marked.keys()].map(leftOutName), [undefined, ...leftOut])
})
