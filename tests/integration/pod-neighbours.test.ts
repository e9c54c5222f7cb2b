import t from 'tap'
import { awaitLine, openExamplePod, startMain } from './pod/example-pod.js'

/**
 * Takes all that the kernel gives one user of inotify instances and large pipes, says how much that was, and keeps it.
 */
const greedy = `
import ctypes, fcntl, os, time
libc = ctypes.CDLL(None)
inotify = 0
while inotify < 400 and libc.inotify_init() >= 0:
    inotify += 1
large, kept = 0, []
try:
    while len(kept) < 200:
        kept.append(os.pipe())
        fcntl.fcntl(kept[-1][1], 1031, 1 << 20)
        large += 1
except OSError:
    pass
print("took", inotify, large, flush=True)
time.sleep(3600)
`

t.test('a pod that uses up its kernel quotas takes nothing from the pod beside it', async (t) => {
  await using first = await openExamplePod(greedy, undefined, [], 'python')
  const hoarder = await first.prepareSubject(startMain, 0)
  await hoarder.start()
  const taken = await awaitLine(hoarder, 'took')
  t.not(taken, 'took 0 0')

  await using second = await openExamplePod(greedy, undefined, [], 'python')
  t.not(second.sourceOwner, first.sourceOwner, 'they have slots of their own')
  const neighbour = await second.prepareSubject(startMain, 0)
  await neighbour.start()
  t.equal(await awaitLine(neighbour, 'took'), taken)
})
