import t from 'tap'
import { languages } from '../../../contracts/language.js'
import { serviceNames } from '../../../contracts/exercise/manifest.js'
import { createSandbox } from '../../../worker/sandbox/sandbox.js'
import { leftOutImages, listImages } from '../../../worker/sandbox/images/list-images.js'
import { docker } from './image-container.js'

const all = await createSandbox(docker).readImages()
const itemsOf = (image: string) => all.find((contents) => contents.image === image)?.items ?? []
const leftOut = leftOutImages(await listImages(docker))

for (const image of [...languages, ...serviceNames]) {
  t.test(
    `the image ${image} says what it holds`,
    { skip: leftOut.includes(image) ? 'the image is left out' : false },
    (t) => {
      const items = itemsOf(image)
      t.equal(items.filter(({ kind }) => kind === 'runtime').length, 1, 'one runtime')
      for (const { name, version } of items) t.match(version, /^v?\d/, `${name} has a version`)
      t.same(new Set(items.map(({ name }) => name)).size, items.length, 'nothing is named twice')
      t.end()
    },
  )
}

t.test('what learners ask for is listed by the name they know', (t) => {
  t.match(
    itemsOf('node').map(({ name }) => name),
    new Set(['express', 'fastify', 'pg', 'npm']),
  )
  t.match(
    itemsOf('python').map(({ name }) => name),
    new Set(['Flask', 'fastapi', 'psycopg', 'pytest']),
  )
  const counters = { node: 'c8', python: 'pytest-cov', java: 'JaCoCo', php: 'PCOV', dotnet: 'coverlet.collector' }
  t.match(
    itemsOf('ruby').map(({ name }) => name),
    new Set(['sinatra', 'pg', 'rspec', 'bundler']),
  )
  for (const [image, name] of Object.entries(counters)) {
    if (!leftOut.includes(image))
      t.ok(
        itemsOf(image).some((item) => item.name === name),
        `${image} counts covered lines by ${name}`,
      )
  }
  t.end()
})

t.test('looking into an image leaves no container behind', async (t) => {
  const filters = JSON.stringify({ label: ['org.assay.worker=images'] })
  t.same(await docker.listContainers({ all: true, filters }), [])
})
