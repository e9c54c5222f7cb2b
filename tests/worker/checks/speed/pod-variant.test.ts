import t from 'tap'
import { createPodVariant, type PodVariantParts } from '../../../../worker/checks/speed/open-variant.js'
import type { OutputSinks } from '../../../../worker/sandbox/container.js'
import { startService } from '../../../../worker/sandbox/service.js'
import { serviceKinds } from '../../../../worker/sandbox/services.js'
import { FakeContainer } from '../../sandbox/fake-container.js'

/** A variant whose pod has one service, in a container without an engine. */
async function variantWithService() {
  const container = new FakeContainer()
  const create = async ({ stdout }: OutputSinks) => {
    container.start = async () => void stdout(Buffer.from('Ready to accept connections'))
    return container
  }
  const service = await startService(serviceKinds.redis, create)
  const subject = {
    limit: null,
    deaths: [],
    freeze: async () => undefined,
    readUsageNow: async () => ({ cpuSeconds: 0, memoryMb: 0 }),
  }
  const parts = { name: 'submission', pod: { services: [service] }, subject, session: {} }
  return { variant: createPodVariant(parts as unknown as PodVariantParts), service, container }
}

t.test('a service that ends while it is measured is the doing of the variant that used it', async (t) => {
  const { variant, container } = await variantWithService()
  await variant.freeze()
  t.equal(variant.findEnd(), null)
  container.end({ exitCode: 137, oomKilled: true })
  await variant.freeze()
  t.match(variant.findEnd(), /A database or cache of the exercise stopped while your service used it/)
})

t.test('one that was stopped on purpose is not', async (t) => {
  const { variant, service } = await variantWithService()
  await service.stop()
  await variant.freeze()
  t.equal(variant.findEnd(), null)
})
