import { chmod, mkdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { imageTag, readImageFolder } from '../../../../worker/sandbox/images/image-tag.js'

const makeImages = (test: Test) =>
  test.testdir({
    lower: { Dockerfile: 'FROM debian:trixie-slim\n', 'setup.sh': 'true\n' },
    upper: { Dockerfile: 'FROM assay/lower\nCOPY . /opt\n', kit: { 'a.mjs': '1\n' } },
    lonely: { Dockerfile: 'FROM debian:trixie-slim\n' },
  })

t.test('a tag names the image and twelve digits of its inputs', async (t) => {
  t.match(await imageTag('lonely', makeImages(t)), /^assay\/lonely:[0-9a-f]{12}$/)
})

t.test('a tag stays the same while nothing in the folder changes', async (t) => {
  const folder = makeImages(t)
  const before = await imageTag('upper', folder)
  await utimes(join(folder, 'upper/Dockerfile'), 1, 1)
  await mkdir(join(folder, 'upper/node_modules/left-pad'), { recursive: true })
  await writeFile(join(folder, 'upper/node_modules/left-pad/index.js'), 'installed by an editor')
  t.equal(await imageTag('upper', folder), before)
})

for (const [what, change] of Object.entries({
  'a file in it changes': (folder: string) => writeFile(join(folder, 'upper/kit/a.mjs'), '2\n'),
  'a file is added to it': (folder: string) => writeFile(join(folder, 'upper/kit/b.mjs'), ''),
  'a file of it becomes executable': (folder: string) => chmod(join(folder, 'upper/kit/a.mjs'), 0o755),
  'the image that it stands on changes': (folder: string) => writeFile(join(folder, 'lower/setup.sh'), 'false\n'),
})) {
  t.test(`a tag changes when ${what}`, async (t) => {
    const folder = makeImages(t)
    const [upper, lonely] = [await imageTag('upper', folder), await imageTag('lonely', folder)]
    await change(folder)
    t.not(await imageTag('upper', folder), upper)
    t.equal(await imageTag('lonely', folder), lonely, 'and that of another image does not')
  })
}

/** One image whose programs are compiled, in a project with the folders of ours. */
const makeProject = (test: Test) =>
  test.testdir({
    'sandbox-images': {
      typed: {
        Dockerfile: 'FROM debian:trixie-slim\nCOPY dist /opt/dist\n',
        'package.json': '{ "assay": { "entryPoints": ["main.js"] } }',
        'main.ts': "import '../../contracts/shape.js'\n",
        'driver.cjs': '',
      },
    },
    dist: {
      contracts: { 'shape.js': "export * from './deep.js'\n", 'deep.js': '1\n', 'other.js': '1\n' },
      'sandbox-images': {
        typed: {
          'main.js':
            "import '../../contracts/shape.js'\nawait import('./later.js')\n//# sourceMappingURL=main.js.map\n",
          'later.js': "import { readFile } from 'node:fs'\nimport 'pg'\n",
          'unused.js': '1\n',
        },
      },
    },
  })

t.test('an image has the compiled files that its entry points reach, and no TypeScript', async (t) => {
  const files = await readImageFolder('typed', join(makeProject(t), 'sandbox-images'))
  t.same(
    files.map(({ path }) => path),
    [
      'Dockerfile',
      'dist/contracts/deep.js',
      'dist/contracts/shape.js',
      'dist/sandbox-images/typed/later.js',
      'dist/sandbox-images/typed/main.js',
      'driver.cjs',
      'package.json',
    ],
  )
  t.notMatch(String(files.find(({ path }) => path.endsWith('main.js'))?.content), /sourceMappingURL/)
})

for (const [path, changes] of Object.entries({
  'dist/contracts/deep.js': true,
  'dist/sandbox-images/typed/later.js': true,
  'sandbox-images/typed/driver.cjs': true,
  'dist/contracts/other.js': false,
  'dist/sandbox-images/typed/unused.js': false,
  'dist/sandbox-images/typed/main.js.map': false,
  'sandbox-images/typed/main.ts': false,
})) {
  t.test(`a tag ${changes ? 'changes' : 'stays the same'} when ${path} changes`, async (t) => {
    const root = makeProject(t)
    const before = await imageTag('typed', join(root, 'sandbox-images'))
    await writeFile(join(root, path), '// changed\n')
    t.equal((await imageTag('typed', join(root, 'sandbox-images'))) !== before, changes)
  })
}

t.test('an image whose programs are not compiled says what to do', async (t) => {
  const root = makeProject(t)
  await rm(join(root, 'dist/contracts/deep.js'))
  await t.rejects(imageTag('typed', join(root, 'sandbox-images')), {
    message: 'image "typed" needs dist/contracts/deep.js: run `npm run build` first',
  })
})

t.test('an unknown image is refused by name', async (t) => {
  await t.rejects(imageTag('nowhere', makeImages(t)), { message: /no image is called "nowhere"/ })
})

t.test('images that stand on each other are refused', async (t) => {
  const folder = t.testdir({
    a: { Dockerfile: 'FROM assay/b\n' },
    b: { Dockerfile: 'FROM scratch\nCOPY --from=assay/a / /\n' },
  })
  await t.rejects(imageTag('a', folder), { message: 'images depend on each other: a -> b -> a' })
})
