import { mkdir, utimes, writeFile, chmod } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { imageTag } from '../../../../worker/sandbox/images/image-tag.js'

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
