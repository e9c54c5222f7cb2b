import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import t from 'tap'
import { WorkerConfigSchema } from '../worker/config.js'

const layers = ['contracts', 'storage', 'api', 'worker', 'cli'] as const
type Layer = (typeof layers)[number]

/** Who may import whom; itself always. */
const mayImport: Record<Layer, readonly Layer[]> = {
  contracts: [],
  storage: ['contracts'],
  api: ['contracts', 'storage'],
  worker: ['contracts', 'storage'],
  cli: ['contracts', 'storage', 'worker'],
}

/** `verify` must render what learners get by the very code that renders it for them. */
const exceptions = new Map<string, Layer>([['cli/verify/learner-views.ts', 'api']])

const files = layers.flatMap((layer) =>
  (readdirSync(layer, { recursive: true }) as string[])
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(layer, name)),
)
/** What runs inside of the images. */
const imageFiles = (readdirSync('sandbox-images', { recursive: true }) as string[])
  .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
  .map((name) => join('sandbox-images', name))
const source = new Map([...files, ...imageFiles].map((file) => [file, readFileSync(file, 'utf8')]))
const importsOf = (file: string) =>
  [...(source.get(file) ?? '').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '')
const sourceOf = (path: string) =>
  existsSync(path.replace(/\.js$/, '.tsx')) ? path.replace(/\.js$/, '.tsx') : path.replace(/\.js$/, '.ts')
const internalImports = (file: string) =>
  importsOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => sourceOf(normalize(join(dirname(file), name))))
const filesThat = (test: (file: string) => boolean) => files.filter(test)

t.test('every import follows the direction of the layers', async (t) => {
  const wrong = files.flatMap((file) => {
    const layer = file.split('/')[0] as Layer
    return internalImports(file)
      .filter((target) => exceptions.get(file) !== target.split('/')[0])
      .filter((target) => target.split('/')[0] !== layer && !mayImport[layer].includes(target.split('/')[0] as Layer))
      .map((target) => `${file} imports ${target}`)
  })
  t.same(wrong, [])
})

/** A later feature may import an earlier one. What goes the other way is passed in where the app is composed. */
const features = [
  'people',
  'courses',
  'exercises',
  'assignments',
  'submissions',
  'grades',
  'regrades',
  'results',
  'lms',
  'operations',
]
const featureOf = (file: string) => /^api\/(\w+)\//.exec(file)?.[1] ?? ''
const isLeaf = (file: string) => /(pages?|-view|-views|-forms|-form|start-help|assignment-tabs)\.tsx?$/.test(file)
const isTables = (file: string) => /tables\.ts$/.test(file)

t.test('a feature of the API imports only earlier ones; its pages may read any', async (t) => {
  const rank = (file: string) => features.indexOf(featureOf(file))
  const wrong = filesThat((file) => rank(file) >= 0 && !isLeaf(file)).flatMap((file) =>
    internalImports(file)
      .filter((target) => rank(target) > rank(file) && !isTables(target))
      .map((target) => `${file} imports ${target}`),
  )
  t.same(wrong, [])
})

t.test('what features share knows no feature', async (t) => {
  const wrong = filesThat((file) => /^api\/(http|ui|database)\//.test(file)).flatMap((file) =>
    internalImports(file)
      .filter((target) => features.includes(featureOf(target)))
      .map((target) => `${file} imports ${target}`),
  )
  t.same(wrong, [])
})

t.test('the programs of an image import contracts and each other', async (t) => {
  const ownFolder = (file: string) => file.split('/').slice(0, 2).join('/')
  const wrong = imageFiles.flatMap((file) =>
    internalImports(file)
      .filter((target) => !target.startsWith('contracts/') && ownFolder(target) !== ownFolder(file))
      .map((target) => `${file} imports ${target}`),
  )
  t.same(wrong, [])
})

t.test('contracts do no input or output', async (t) => {
  const wrong = filesThat(
    (file) =>
      file.startsWith('contracts/') &&
      importsOf(file).some((name) => /^node:(fs|net|http|child_process|dns)/.test(name)),
  )
  t.same(wrong, [])
})

t.test('dockerode is known only to the sandbox', async (t) => {
  t.same(
    filesThat((file) => importsOf(file).includes('dockerode') && !file.startsWith('worker/sandbox/')),
    [],
  )
})

t.test(
  'nothing is run in a container from outside, nothing is copied out of one, and files go in by the holder alone',
  async (t) => {
    const reachesIn = /\.exec\(\{|\.(?:getArchive|infoArchive|commit|export)\(/
    // The list of an image's packages, from a container that never runs.
    t.same(
      filesThat((file) => file.startsWith('worker/') && reachesIn.test(source.get(file) ?? '')),
      ['worker/sandbox/images/list-images.ts'],
    )
    t.same([...(source.get('worker/sandbox/pod.ts') ?? '').matchAll(/[\w.#]+\.putArchive\(/g)].map(String), [
      'this.#holder.container.putArchive(',
    ])
    t.same(
      filesThat((file) => /\.putArchive\(/.test(source.get(file) ?? '')),
      ['worker/sandbox/container.ts', 'worker/sandbox/pod.ts'],
    )
  },
)

t.test('a worker has no way into the database, and is told no secret of the API', async (t) => {
  const opensDatabase = (file: string) => importsOf(file).some((name) => /^(pg|drizzle-orm)(\/|$)/.test(name))
  t.same(
    filesThat((file) => !file.startsWith('api/') && opensDatabase(file)),
    [],
  )
  t.same(
    Object.keys(WorkerConfigSchema.properties).filter((name) => /DATABASE|TOKEN|SECRET|PASSWORD|_KEY/.test(name)),
    [],
  )
})

t.test('the sandbox knows nothing of checks, grading, queues or assessments', async (t) => {
  const wrong = filesThat(
    (file) =>
      file.startsWith('worker/sandbox/') &&
      internalImports(file).some((target) => target.startsWith('worker/') && !target.startsWith('worker/sandbox/')),
  )
  t.same(wrong, [])
})

t.test('bullmq is imported by one file a side', async (t) => {
  const importers = filesThat((file) => importsOf(file).includes('bullmq'))
  t.ok(importers.filter((file) => file.startsWith('api/')).length <= 1, importers.join(', '))
  t.ok(importers.filter((file) => file.startsWith('worker/')).length <= 1, importers.join(', '))
})

t.test('fastify is known only to the API', async (t) => {
  t.same(
    filesThat((file) => importsOf(file).some((name) => /^@?fastify/.test(name)) && !file.startsWith('api/')),
    [],
  )
})

/** What turns facts into scores, causes and sentences. */
const isPure = (file: string) =>
  /^worker\/(?:report|languages)\//.test(file) ||
  /^worker\/checks\/\w+\/(?:rules\/|(?:score|explain|facts|structure|statistics|analysis)\b)/.test(file)

t.test('reports, scores and what a language starts follow from facts alone', async (t) => {
  t.ok(files.filter(isPure).length > 40)
  t.same(
    filesThat((file) => isPure(file) && importsOf(file).some((name) => /^node:(?!path)/.test(name))),
    [],
  )
})

t.test('only the main files touch the environment, signals and the exit', async (t) => {
  const touches = /process\.(env|on|once|exit|exitCode|kill)\b/
  // A text that shows a learner what to write touches nothing.
  const codeOf = (file: string) => (source.get(file) ?? '').replace(/`[^`]*`/g, '')
  t.same(
    filesThat((file) => !file.endsWith('/main.ts') && touches.test(codeOf(file))),
    [],
  )
})

t.test('there are no default exports, and no file without a subject of its own', async (t) => {
  t.same(
    filesThat((file) => /^export default/m.test(source.get(file) ?? '')),
    [],
  )
  t.same(
    filesThat((file) => /(^|\/)(utils?|helpers?|common|misc)(\.ts|\/)/.test(file)),
    [],
  )
})

t.test('modules do not import each other in a circle, not even for types', async (t) => {
  const state = new Map<string, 'open' | 'closed'>()
  const circles: string[] = []
  const visit = (file: string, path: string[]): void => {
    if (state.get(file) === 'closed' || !source.has(file)) return
    if (state.get(file) === 'open') return void circles.push([...path.slice(path.indexOf(file)), file].join(' -> '))
    state.set(file, 'open')
    for (const target of internalImports(file)) visit(target, [...path, file])
    state.set(file, 'closed')
  }
  for (const file of [...files, ...imageFiles]) visit(file, [])
  t.same(circles, [])
})

t.test('a test that needs Docker, servers or a browser is in the folder that says so', async (t) => {
  const tests = (readdirSync('tests', { recursive: true }) as string[])
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join('tests', name))
  const importers = (pattern: RegExp) => tests.filter((file) => pattern.test(readFileSync(file, 'utf8')))
  const needEngine = importers(/from '[^']*\/(integration|hostile)\/|^import .* from '(pg|bullmq)'|\bconnectEngine\(/m)
  t.same(
    needEngine.filter((file) => !/^tests\/(integration|hostile)\//.test(file)),
    [],
  )
  const needBrowser = importers(/(open-browser|both-browsers)\.js'|(chromium|puppeteer)\.launch/)
  t.same(
    needBrowser.filter((file) => !/^tests\/(browser|integration\/pages)\//.test(file)),
    [],
  )
})
