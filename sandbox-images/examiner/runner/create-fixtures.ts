import type { ControlAction } from '../../../contracts/protocol/bounds.js'
import type { Exchange } from '../../../contracts/protocol/examiner.js'
import type { TestEnvironment } from '../../../contracts/protocol/test-runner.js'
import { createGuardedDrivers } from '../drivers/guarded-drivers.js'
import { createHttp } from '../kit/fixtures/create-http.js'
import { createRandom } from '../kit/fixtures/create-random.js'
import type { Fixtures, Service, ServiceName, Subject } from '../kit/author-types.js'
import type { Answer } from '../kit/http/receive-response.js'
import { AuthorMistake } from '../kit/test-failure.js'

/** Asks the worker for something and waits until it is done. */
export type Control = (action: ControlAction, service?: string) => Promise<void>

/** What a test receives. `id` is the test's. */
export function createFixtures(
  id: string,
  { port, seed, services }: TestEnvironment,
  context: {
    signal: AbortSignal
    onClose: (close: () => Promise<unknown>) => void
    fail: (error: Error) => void
  },
  channels: {
    control: Control
    record: (exchange: Exchange, answer: Answer) => void
    revive: () => Promise<boolean>
  },
): Fixtures {
  const { signal, onClose, fail } = context
  const { control, record, revive } = channels
  const { db, redis } = createGuardedDrivers(services, { onClose, onRefused: fail, onBroken: fail })
  return {
    http: createHttp({ port, random: createRandom(`${seed}/${id}/clients`), signal, record, revive }),
    db,
    redis,
    subject: createSubject(control),
    services: createServices(Object.keys(services), control),
    together: startTogether,
    random: createRandom(`${seed}/${id}`),
    signal,
  }
}

/** The `subject` fixture: both resolve when the service answers again, and fail the test if it never does. */
const createSubject = (control: Control): Subject => ({
  restart: () => control('subject.restart'),
  kill: () => control('subject.kill'),
})

/** The `services` fixture: one entry for each service of the exercise. */
function createServices(names: readonly string[], control: Control): Record<ServiceName, Service> {
  const services = Object.fromEntries(names.map((name) => [name, createService(name, control)]))
  return new Proxy(services, {
    get(target, name) {
      if (typeof name === 'string' && !Object.hasOwn(target, name)) {
        throw new AuthorMistake(`The test uses services.${name}, but exercise.yaml lists no service "${name}".`)
      }
      return Reflect.get(target, name)
    },
  }) as Record<ServiceName, Service>
}

const createService = (name: string, control: Control): Service => ({
  pause: () => control('service.pause', name),
  resume: () => control('service.resume', name),
  stop: () => control('service.stop', name),
  start: () => control('service.start', name),
})

/**
 * The `together` fixture: `count` calls started in the same moment. Waits for all of them even when one
 * fails, so that none is left running into what follows; then throws the first failure.
 */
export async function startTogether<T>(count: number, call: (index: number) => T | Promise<T>): Promise<T[]> {
  const settled = await Promise.allSettled(Array.from({ length: count }, async (_, index) => call(index)))
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}
