import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import { languages, type Language } from '../../../contracts/language.js'
import type { ReaderLine } from '../../../sandbox-images/analyst/readers.js'
import { selectFiles } from '../../../sandbox-images/analyst/select-files.js'
import { reader } from '../../../sandbox-images/analyst/structure/reader.js'

async function withFiles<T>(files: Record<string, string | Buffer>, use: (root: string) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'structure-'))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  return use(root).finally(() => rm(root, { recursive: true }))
}

const readAll = (language: Language, files: Record<string, string>) =>
  withFiles(files, async (root) => {
    const { files: paths } = await selectFiles(root, language)
    const lines: ReaderLine[] = []
    const rules = ['unreachable-code', 'unused-function']
    for await (const line of reader.read({ root, files: paths, language, rules }))
      if (line.type !== 'reading') lines.push(line)
    return lines
  })

/** One function in each language: an if with two operators, an else-if, an else, a loop with an if in it, a catch. */
const sameFunction = {
  node: [
    'a.js',
    `function work(a, b, list) {
  if (a && b) {
    return 1
  } else if (b) {
    return 2
  } else {
    // nothing
    for (const one of list) {
      if (one) break
    }
  }
  try { list() } catch (error) { return 3 }
}`,
  ],
  python: [
    'a.py',
    `def work(a, b, list):
    if a and b:
        return 1
    elif b:
        return 2
    else:
        # nothing
        for one in list:
            if one:
                break
    try:
        list()
    except ValueError:
        return 3
`,
  ],
  java: [
    'A.java',
    `class A { int work(boolean a, boolean b, int[] list) {
  if (a && b) { return 1; } else if (b) { return 2; } else {
    for (var one : list) { if (one > 0) break; }
  }
  try { list(); } catch (Exception e) { return 3; }
  return 0;
} }`,
  ],
  php: [
    'a.php',
    `<?php
function work($a, $b, $list) {
  if ($a && $b) { return 1; } elseif ($b) { return 2; } else {
    foreach ($list as $one) { if ($one) break; }
  }
  try { list(); } catch (Exception $e) { return 3; }
}`,
  ],
  dotnet: [
    'A.cs',
    `class A(Db db) { int Work(bool a, bool b, int[] list) {
  if (a && b) { return 1; } else if (b) { return 2; } else {
    foreach (var one in list) { if (one > 0) break; }
  }
  try { List(); } catch (Exception e) { return 3; }
  return 0;
} }`,
  ],
  ruby: [
    'a.rb',
    `def work(a, b, list)
  if a && b
    return 1
  elsif b
    return 2
  else
    for one in list do
      break if one
    end
  end
  begin
    list.call
  rescue StandardError
    return 3
  end
end
`,
  ],
} as const

t.test('the same function measures the same in every language', async (t) => {
  for (const language of languages) {
    const [path, text] = sameFunction[language]
    const [found] = (await readAll(language, { [path]: text })).filter(({ type }) => type === 'function')
    // Paths: 1, if, &&, else-if, for, if, catch. Effort: if 1, && 1, else-if 1, else 1, for 2, if 3, catch 1.
    t.match(found, { cyclomatic: 7, cognitive: 10, nesting: 3 }, language)
  }
})

t.test('a function has neither the lines nor the branches of those inside of it', async (t) => {
  const functions = (
    await readAll('node', {
      'a.js': `function outer(app) {
  app.get('/x', (req, res) => {
    if (req.a) return res.end()

    // a comment
    res.json({})
  })
}`,
    })
  ).filter(({ type }) => type === 'function')
  t.match(functions, [
    { name: 'outer', lines: 4, cyclomatic: 1 },
    { name: "function passed to app.get('/x')", lines: 4, cyclomatic: 2 },
  ])
})

t.test(
  'a block of Ruby is a function of its own where it is kept for later, and part of its method where it is run',
  async (t) => {
    const functions = (
      await readAll('ruby', {
        'a.rb': `class App < Sinatra::Base
  get '/x' do
    halt 404 unless params[:id]
    list.each do |one|
      next if one
    end
  end
end
`,
      })
    ).filter(({ type }) => type === 'function')
    t.match(functions, [{ name: "function passed to get('/x')", lines: 6, cyclomatic: 3, cognitive: 3, nesting: 1 }])
    t.equal(functions.length, 1)
  },
)

t.test('what repeats is told once with both places, and short or different code is not', async (t) => {
  const block = Array.from({ length: 8 }, (_, i) => `  total += price(${i}, items[${i}], 'rate')`).join('\n')
  const lines = await readAll('node', {
    'a.js': `function a() {\n${block}\n}\n`,
    'b.js': `import x from 'y'\nfunction b() {\n${block}\n}\n`,
    'c.js': `function c() {\n${block.replaceAll('rate', 'other')}\n}\n`,
  })
  const duplicates = lines.filter((line) => line.type === 'duplicate')
  t.equal(duplicates.length, 1)
  t.match(duplicates[0]?.places, [{ path: 'a.js' }, { path: 'b.js' }])
})

t.test('code behind the end of a block, and functions that nobody can call, are dead', async (t) => {
  const rulesOf = async (language: Language, path: string, text: string) =>
    (await readAll(language, { [path]: text }))
      .filter((line) => line.type === 'observation')
      .map(({ rule, line }) => `${rule} ${line}`)
  t.same(
    await rulesOf(
      'node',
      'a.js',
      'export function a() {\n  return b()\n  b()\n  function b() {}\n}\nfunction alone() {}',
    ),
    ['unreachable-code 3', 'unused-function 6'],
  )
  t.same(
    await rulesOf('python', 'a.py', 'def a():\n    raise E()\n    yield\ndef _alone():\n    return 1\n    print(1)\n'),
    ['unreachable-code 6', 'unused-function 4'],
  )
  t.same(await rulesOf('java', 'A.java', 'class A {\n  private void alone() {}\n  @Inject private void set() {}\n}'), [
    'unused-function 2',
  ])
  t.same(
    await rulesOf(
      'php',
      'a.php',
      '<?php\nclass A {\n  private function alone() {}\n  public function b() {\n    throw new E();\n    return 1;\n  }\n}',
    ),
    ['unreachable-code 6', 'unused-function 3'],
  )
  t.same(
    await rulesOf(
      'dotnet',
      'A.cs',
      'class A {\n  private void Alone() {}\n  int B(int a) {\n    switch (a) { case 1: return 1; break; default: return 2; }\n  }\n}',
    ),
    ['unused-function 2'],
  )
  t.same(
    await rulesOf(
      'ruby',
      'a.rb',
      'class A\n  def b\n    return 1\n    c\n  rescue E\n    2\n  end\n\n  private\n\n  def alone; end\n\n  def initialize; end\nend\n',
    ),
    ['unreachable-code 4', 'unused-function 11'],
  )
})

t.test(
  "files that are nobody's own work are left out, and those that cannot be read are told with a reason",
  async (t) => {
    const files = {
      'src/a.js': 'a()',
      'src/b.ts': 'b()',
      'node_modules/x/index.js': 'x()',
      'dist/a.js': 'a()',
      'public/lib.min.js': 'l()',
      'gen.js': '// @generated\nx()',
      '.hidden/a.js': 'a()',
      'big.js': Buffer.alloc(512 * 1024 + 1, 'a'),
      'binary.js': Buffer.from([0, 1, 2]),
      'latin.js': Buffer.from([0x61, 0xe9, 0x62]),
      'readme.md': '# a',
    }
    await withFiles(files, async (root) => {
      await symlink('/etc/hostname', join(root, 'src/link.js'))
      const { files: paths, unread } = await selectFiles(root, 'node')
      t.same(paths, ['src/a.js', 'src/b.ts'])
      t.same(
        unread.map(({ path }) => path),
        ['big.js', 'binary.js', 'latin.js'],
      )
    })
    await withFiles({ 'bin/create.php': '<?php', 'vendor/a.php': '<?php' }, async (root) =>
      t.same((await selectFiles(root, 'php')).files, ['bin/create.php']),
    )
    await withFiles({ 'Migrations/1_Init.cs': 'class Init : Migration {}', 'bin/A.cs': '', 'A.cs': '' }, async (root) =>
      t.same((await selectFiles(root, 'dotnet')).files, ['A.cs']),
    )
  },
)

t.test('brackets nested 100,000 deep are measured or told as unread, in every language', async (t) => {
  for (const language of languages) {
    const [path] = sameFunction[language]
    const lines = await readAll(language, {
      [path]: `${language === 'php' ? '<?php ' : ''}${'('.repeat(100_000)}${')'.repeat(100_000)}`,
    })
    t.ok(
      lines.some(({ type }) => type === 'file' || type === 'unread'),
      language,
    )
  }
})
