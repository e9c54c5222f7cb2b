import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { connectEngine } from '../../../worker/sandbox/engine.js'
import { buildImages } from '../../../worker/sandbox/images/build-images.js'
import { hasImage } from '../../../worker/sandbox/images/engine-images.js'
import { sdkImageTag } from '../../../worker/sandbox/images/sdk-image.js'
import { buildImage, type BuildProgress } from '../../../worker/sandbox/images/build-image.js'
import { readImageInputs } from '../../../worker/sandbox/images/image-tag.js'
import { listImages, missingImages } from '../../../worker/sandbox/images/list-images.js'

const docker = connectEngine(process.env['DOCKER_HOST'])

/** Two small images of random names, one on the other; whatever gets built of them is removed again. */
function makeImages(test: Test): { folder: string; lower: string; upper: string } {
  const id = randomBytes(4).toString('hex')
  const [lower, upper] = [`lower${id}`, `upper${id}`]
  const folder = test.testdir({
    [lower]: { Dockerfile: 'FROM scratch\nCOPY data.txt /\n', 'data.txt': id },
    [upper]: { Dockerfile: `FROM assay/${lower}\nCOPY data.txt /upper.txt\n`, 'data.txt': id },
  })
  test.teardown(async () => {
    const built = await docker.listImages()
    const tags = built.flatMap(({ RepoTags }) => RepoTags ?? []).filter((tag) => tag.includes(id))
    for (const tag of tags.sort().reverse()) await docker.getImage(tag).remove({ force: true })
  })
  return { folder, lower, upper }
}

t.test('images are built parents first, with progress, and not again', async (t) => {
  const { folder, lower, upper } = makeImages(t)
  const progress: BuildProgress[] = []
  const options = { imagesFolder: folder, onProgress: (step: BuildProgress) => void progress.push(step) }
  const built = await buildImages(docker, options)
  t.same(
    built.map((tag) => tag.split(/[/:]/)[1]),
    [lower, upper],
  )
  t.same(
    progress.filter(({ isBuilt }) => isBuilt).map(({ image }) => image),
    [lower, upper],
  )
  t.ok(
    progress.some(({ image, step, stepCount }) => image === upper && step === 2 && stepCount >= 2),
    'each step is told',
  )
  t.ok((await listImages(docker, folder)).every(({ isPresent, sizeBytes }) => isPresent && sizeBytes! > 0))
  t.same(await buildImages(docker, options), [], 'the second time there is nothing to do')
})

t.test('only what changed is built again', async (t) => {
  const { folder, lower, upper } = makeImages(t)
  await buildImages(docker, { imagesFolder: folder })
  await writeFile(join(folder, upper, 'data.txt'), 'changed')
  t.same(
    (await listImages(docker, folder)).map(({ name, isPresent }) => [name, isPresent]),
    [
      [lower, true],
      [upper, false],
    ],
  )
  t.equal((await buildImages(docker, { imagesFolder: folder })).length, 1)
})

t.test('naming an image builds it and what it stands on', async (t) => {
  const { folder, upper } = makeImages(t)
  t.equal((await buildImages(docker, { imagesFolder: folder, names: [upper] })).length, 2)
})

t.test('an image that stands on one that the engine lacks is not built, and no registry is asked', async (t) => {
  const { folder, lower, upper } = makeImages(t)
  const [, inputs] = await Promise.all([
    buildImages(docker, { imagesFolder: folder, names: [lower] }),
    readImageInputs(upper, folder),
  ])
  await docker.getImage(inputs.parents.get(lower) ?? '').remove({ force: true })
  const asked: string[] = []
  const watched = Object.assign(Object.create(docker) as typeof docker, {
    buildImage: async () => void asked.push('the engine'),
  })
  await t.rejects(buildImage(watched, inputs, new Map()), /no such image/i)
  t.same(asked, [], 'the engine, which would ask one, never gets the Dockerfile')
})

t.test('a build that fails says which step and why', async (t) => {
  const { folder, lower } = makeImages(t)
  await writeFile(join(folder, lower, 'Dockerfile'), 'FROM scratch\nCOPY nowhere.txt /\n')
  await t.rejects(buildImages(docker, { imagesFolder: folder }), {
    message: new RegExp(`image "${lower}" could not be built: in step 2/\\d \\(COPY nowhere.txt /\\)`),
  })
})

t.test('an image for which this machine has no SDK is left out, said so, and not missed', async (t) => {
  const { folder, lower, upper } = makeImages(t)
  // A registry that knows no such image stands for one that cannot be reached.
  await writeFile(
    join(folder, upper, 'Dockerfile'),
    `FROM assay/${lower}\nCOPY --from=mcr.microsoft.com/dotnet/sdk:10.0 /usr/share/dotnet /sdk\n`,
  )
  const findSdk = async () => undefined
  if (await hasImage(docker, sdkImageTag)) return t.pass('not tried', { skip: 'the official SDK image is here' })
  const told: string[] = []
  const options = {
    imagesFolder: folder,
    findSdk,
    onLeftOut: (image: string, advice: string) => void told.push(`${image}: ${advice}`),
  }
  const built = await buildImages(docker, options)
  if (await hasImage(docker, sdkImageTag)) return t.pass('not tried', { skip: 'a registry answered' })
  t.same([built.length, told.length], [1, 1])
  t.match(told[0], new RegExp(`^${upper}: there is no \\.NET 10 SDK.*assay images build`))
  t.same(await missingImages(docker, folder, findSdk), [])
  t.match(await listImages(docker, folder, findSdk), [
    { name: lower, isPresent: true },
    { name: upper, isPresent: false, isLeftOut: true },
  ])
  await t.rejects(buildImages(docker, { ...options, names: [upper] }), {
    message: /could not be built: there is no \.NET 10 SDK/,
  })
})

t.test('an SDK of this machine stands in for the official image, and is not kept', async (t) => {
  const { folder, lower, upper } = makeImages(t)
  await writeFile(
    join(folder, upper, 'Dockerfile'),
    `FROM assay/${lower}\nCOPY --from=mcr.microsoft.com/dotnet/sdk:10.0 /usr/share/dotnet /sdk\n`,
  )
  const root = join(folder, 'no-image')
  for (const name of ['host', 'sdk/10.0.1', 'sdk-manifests', 'shared', 'packs'])
    await mkdir(join(root, name), { recursive: true })
  await writeFile(join(root, 'dotnet'), '#!')
  const built = await buildImages(docker, { imagesFolder: folder, findSdk: async () => ({ root, version: '10.0.1' }) })
  t.equal(built.length, 2)
  t.notOk(await hasImage(docker, 'assay-host/dotnet-sdk:10.0.1'))
})
