import { setTimeout as pause } from 'node:timers/promises'
import pino from 'pino'
import t from 'tap'
import type { ImageContents } from '../../../contracts/image-contents.js'
import { startConsumer } from '../../../worker/consumer.js'
import { startApi } from './start-api.js'

const api = await startApi(t)
const learner = await api.createToken('ada', 'learner')
const consumer = startConsumer(() => Promise.reject(new Error('nothing to grade')), {
  redisUrl: api.config.REDIS_URL,
  prefix: api.config.ASSAY_QUEUE_PREFIX,
  name: 'w1',
  log: pino({ level: 'silent' }),
  concurrency: 1,
  lockMs: 5000,
  graceMs: 100,
})
t.teardown(() => consumer.stop())

const python = (version: string): ImageContents => ({
  image: 'python',
  tag: `assay/python:${version}`,
  items: [
    { kind: 'runtime', name: 'Python', version },
    { kind: 'package', name: 'Flask<b>', version: '3.1.1' },
  ],
})
const redis: ImageContents = {
  image: 'redis',
  tag: 'assay/redis:1',
  items: [{ kind: 'runtime', name: 'Redis', version: '8.0.2' }],
}
const readImages = async () =>
  (await api.request({ url: '/v1/images' }, learner)).json<{ languages: ImageContents[]; services: ImageContents[] }>()

async function tell(contents: ImageContents[], isThere: (images: Awaited<ReturnType<typeof readImages>>) => boolean) {
  await consumer.tellImages(contents)
  for (let tries = 0; tries < 100; tries += 1) {
    const images = await readImages()
    if (isThere(images)) return images
    await pause(100)
  }
  throw new Error('what the worker told did not arrive')
}

t.test('before a worker has told, nothing is listed, and the page says so', async (t) => {
  t.same(await readImages(), { languages: [], services: [] })
  t.match((await api.request({ url: '/images' }, learner)).body, /No worker has reported yet/)
})

t.test('what a worker tells is listed by languages and services', async (t) => {
  const images = await tell([redis, python('3.13.5')], ({ services }) => services.length > 0)
  t.same(images, { languages: [python('3.13.5')], services: [redis] })
})

t.test('the last worker to tell is believed', async (t) => {
  const images = await tell([python('3.14.0')], ({ languages }) => languages[0]?.tag === 'assay/python:3.14.0')
  t.same(images, { languages: [python('3.14.0')], services: [redis] })
})

t.test('what has another shape changes nothing', async (t) => {
  await consumer.tellImages([{ image: 'node', items: 'all' } as unknown as ImageContents])
  const images = await tell([python('3.14.1')], ({ languages }) => languages[0]?.tag === 'assay/python:3.14.1')
  t.same(images.languages, [python('3.14.1')])
})

t.test('the page lists every package as text, under a heading that links lead to', async (t) => {
  const page = (await api.request({ url: '/images' }, learner)).body
  t.match(page, /id="python"/)
  t.match(page, /Flask&lt;b(>|&gt;)/)
  t.match(page, /Redis/)
})
