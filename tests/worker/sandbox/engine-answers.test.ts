import t from 'tap'
import { callEngine, readAnswer, type EngineCall, type Meaning } from '../../../worker/sandbox/engine-answers.js'

const id = 'c6eb09'
const answer = (statusCode: number | undefined, message: string) =>
  Object.assign(new Error(message), statusCode === undefined ? {} : { statusCode })

/** As engines have given them; the second column is the status, the first what was asked for. */
const answers: readonly [calls: EngineCall[], status: number | undefined, message: string, meaning: Meaning][] = [
  [['start'], 304, '(HTTP code 304) container already started - ', 'harmless'],
  [['start'], 404, `No such container: ${id}`, 'fault'],
  [['start'], 409, 'cannot join network of a non running container: 41c0', 'fault'],
  [['start'], 409, 'container is marked for removal and cannot be started', 'fault'],
  [['start'], 500, 'OCI runtime create failed: no such file or directory: unknown', 'fault'],
  [['wait'], 404, `No such container: ${id}`, 'fault'],
  [['stop'], 304, '(HTTP code 304) container already stopped - ', 'harmless'],
  [['kill'], 409, `Cannot kill container: ${id}: Container ${id} is not running`, 'harmless'],
  [['kill'], 404, `Cannot kill container: ${id}: No such container: ${id}`, 'harmless'],
  [['kill'], 500, `Cannot kill container: ${id}: unknown error after kill: os: process already finished`, 'harmless'],
  [['kill'], 500, `Cannot kill container: ${id}: OCI runtime kill failed: container not running: unknown`, 'retry'],
  [['kill', 'remove'], 500, 'tried to kill container, but did not receive an exit event', 'retry'],
  [['kill', 'remove'], 500, `container ${id} PID 4711 is zombie and can not be killed. Use the --init option`, 'retry'],
  [['kill'], 409, `Container ${id} is restarting, wait until the container is running`, 'retry'],
  [['kill'], 403, 'authorization denied by plugin', 'fault'],
  [['pause'], 409, `Container ${id} is not running`, 'harmless'],
  [['pause'], 409, `Container ${id} is already paused`, 'harmless'],
  [['pause'], 500, `Container ${id} is already paused`, 'harmless'],
  [['pause'], 500, `Cannot pause container ${id}: OCI runtime pause failed: unable to freeze: unknown`, 'retry'],
  [['pause'], 500, `Cannot pause container ${id}: OCI runtime pause failed: container not running: unknown`, 'retry'],
  [['pause'], 500, `Cannot pause container ${id}: cannot pause a stopped container: unknown`, 'retry'],
  [['unpause'], 500, `Cannot unpause container ${id}: cannot resume a stopped container: unknown`, 'retry'],
  [['update'], 500, `Cannot update container ${id}: cannot update a deleted process: unknown`, 'retry'],
  [['pause'], 500, 'no space left on device', 'fault'],
  [['pause'], 409, 'another conflict', 'fault'],
  [['unpause'], 500, `Container ${id} is not paused`, 'harmless'],
  [['unpause'], 409, `Container ${id} is not paused`, 'harmless'],
  [['unpause'], 404, `No such container: ${id}`, 'harmless'],
  [['unpause'], 500, `Cannot unpause container ${id}: OCI runtime resume failed: unknown`, 'fault'],
  [
    ['update'],
    500,
    `Cannot update container ${id}: container is marked for removal and cannot be "update"`,
    'harmless',
  ],
  [['update'], 400, 'Requested CPUs are not available', 'fault'],
  [['remove'], 404, `No such container: ${id}`, 'harmless'],
  [['remove', 'kill'], 409, `removal of container ${id} is already in progress`, 'harmless'],
  [['remove'], 400, `removal of container ${id} is already in progress`, 'harmless'],
  [['remove'], 500, `Could not kill running container ${id}, cannot remove - Container ${id} is not running`, 'retry'],
  [['remove'], 409, `cannot remove container "/x": could not kill: container ${id} is not running`, 'retry'],
  [
    ['remove'],
    500,
    `container ${id}: driver "overlay2" failed to remove root filesystem: unlinkat /merged: device or resource busy`,
    'retry',
  ],
  [
    ['remove'],
    409,
    `You cannot remove a running container ${id}. Stop the container before attempting removal or force remove`,
    'fault',
  ],
  [['remove volume'], 404, 'get v: no such volume', 'harmless'],
  [['remove volume'], 409, `remove v: volume is in use - [${id}]`, 'retry'],
  [['remove volume'], 500, 'unable to remove volume: remove v: read-only file system', 'fault'],
  [
    ['remove image'],
    409,
    `conflict: unable to delete 8eb0 (must be forced) - image is being used by stopped container ${id}`,
    'harmless',
  ],
  [['kill', 'pause', 'remove', 'start', 'wait'], undefined, 'read ECONNRESET', 'retry'],
  [['kill', 'pause', 'remove', 'start', 'wait'], undefined, 'connect ENOENT /var/run/docker.sock', 'fault'],
  [['remove', 'kill', 'pause'], 500, 'context deadline exceeded', 'retry'],
  [
    ['remove', 'kill', 'pause', 'unpause', 'start', 'wait', 'stop', 'update'],
    500,
    'words nobody has read before',
    'fault',
  ],
]

for (const [calls, status, message, meaning] of answers) {
  t.test(`${calls.join(', ')}: ${status ?? 'no status'} ${message.slice(0, 90)} is ${meaning}`, async (t) => {
    for (const call of calls) t.equal(readAnswer(call, answer(status, message)), meaning)
  })
}

/** Answers with these errors, one a time, and then does as asked. */
function engineThatAnswers(...errors: Error[]) {
  const calls = { made: 0 }
  const act = async () => {
    calls.made += 1
    const error = errors[calls.made - 1]
    if (error) throw error
    return 'done'
  }
  return { calls, act }
}
const unableToFreeze = answer(500, 'Cannot pause container c6eb: OCI runtime pause failed: unable to freeze: unknown')

t.test('what is worth a retry is tried again until it is done', async (t) => {
  const { calls, act } = engineThatAnswers(unableToFreeze, unableToFreeze)
  t.equal(await callEngine('pause', act), 'done')
  t.equal(calls.made, 3)
})

t.test('a retry that finds the thing gone is over', async (t) => {
  const { act } = engineThatAnswers(
    answer(500, 'could not kill: container c6eb is not running'),
    answer(404, 'No such container'),
  )
  t.equal(await callEngine('remove', act), undefined)
})

t.test("what never gets better is a fault, in the engine's own words", async (t) => {
  const { calls, act } = engineThatAnswers(...Array.from({ length: 20 }, () => unableToFreeze))
  await t.rejects(callEngine('pause', act), unableToFreeze)
  t.equal(calls.made, 6)
})

t.test('a fault is not tried again', async (t) => {
  const { calls, act } = engineThatAnswers(answer(500, 'no space left on device'))
  await t.rejects(callEngine('pause', act), /no space/)
  t.equal(calls.made, 1)
})
