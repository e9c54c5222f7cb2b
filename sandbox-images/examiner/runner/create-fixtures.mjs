import { createGuardedDrivers } from '../drivers/guarded-drivers.mjs'
import { createServices, createSubject } from '../kit/fixtures/create-controls.mjs'
import { createHttp } from '../kit/fixtures/create-http.mjs'
import { createRandom } from '../kit/fixtures/create-random.mjs'
import { startTogether } from '../kit/fixtures/start-together.mjs'

/**
 * What a test's function receives.
 * @param {string} id of the test
 * @param {{ port: number, seed: string, services: Record<string, object> }} environment
 * @param {ReturnType<typeof import('./test-context.mjs').createTestContext>} context
 * @param {{ control: import('../kit/fixtures/create-controls.mjs').Control, record: Function, revive: () =>
 *   Promise<boolean> }} channels
 */
export function createFixtures(id, environment, context, { control, record, revive }) {
  const { port, seed, services } = environment
  const { signal, onClose, fail } = context
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
