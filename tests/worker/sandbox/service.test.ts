import t from 'tap'
import type { OutputSinks, PodContainer } from '../../../worker/sandbox/container.js'
import { startService } from '../../../worker/sandbox/service.js'
import { serviceKinds } from '../../../worker/sandbox/services.js'

/** A database that listens as long as it can write, and else says why it ends. */
function createDatabase(isFull: () => boolean) {
  return async (output: OutputSinks): Promise<PodContainer> => {
    const canStart = !isFull()
    return {
      id: 'database',
      start: async () =>
        void output.stderr(
          Buffer.from(
            canStart
              ? 'database system is ready to accept connections'
              : 'FATAL: could not write: No space left on device',
          ),
        ),
      exited: canStart ? new Promise(() => undefined) : Promise.resolve({ exitCode: 1, oomKilled: false }),
      isRunning: async () => true,
      [Symbol.asyncDispose]: async () => undefined,
    } as unknown as PodContainer
  }
}

t.test(
  'a database that cannot start again on a full volume has ended by the doing of the subject, and is no fault',
  async (t) => {
    let isFull = false
    const service = await startService(
      serviceKinds.postgres,
      createDatabase(() => isFull),
    )
    await service.stop()
    isFull = true
    t.equal(await service.start(), 'ended')
    t.ok(await service.hasDied(), 'there is no second round after it')
    isFull = false
    t.equal(await service.start(), 'started')
  },
)

t.test('one that cannot start before there is a subject is our fault', async (t) => {
  await t.rejects(
    startService(
      serviceKinds.postgres,
      createDatabase(() => true),
    ),
    /ended with exit code 1 before it listened: FATAL/,
  )
})
