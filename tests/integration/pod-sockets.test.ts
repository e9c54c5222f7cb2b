import t from 'tap'
import { mostQueues } from '../../worker/sandbox/socket-watch.js'
import { awaitLine, newIdentity, openExamplePod, startMain } from './pod/example-pod.js'
import { readTcpPages } from './pod/residue.js'

/** Opens connections to itself, says so, and fills them once it has been told to by a file. */
const program = `
import socket, time
listener = socket.create_server(("127.0.0.1", 8080), backlog=4096)
kept = []
for _ in range(400):
    sender = socket.create_connection(listener.getsockname())
    sender.setblocking(False)
    kept.append(sender)
print("open", flush=True)
time.sleep(1.5)
print("idle", open("/proc/net/sockstat").read().split("TCP: inuse ")[1].split()[0], flush=True)
while True:
    for sender in kept:
        try:
            sender.send(b"x" * 65536)
        except OSError:
            pass
`

await t.test('hundreds of idle connections are nobody\'s business, and as many full ones end whoever filled them', async (t) => {
  await using pod = await openExamplePod(program, newIdentity(), [], 'python')
  const subject = await pod.prepareSubject(startMain, 0)
  const before = await readTcpPages()
  await subject.start()
  const idle = await awaitLine(subject, 'idle')
  t.ok(Number(idle.split(' ')[1]) > mostQueues, `the namespace counts ${idle} sockets`)
  t.equal(subject.limit, null, 'after several looks')
  let most = 0
  const timer = setInterval(() => void readTcpPages().then((pages) => (most = Math.max(most, pages - before))), 50)
  await subject.ended
  clearInterval(timer)
  t.equal(subject.limit, 'memory')
  t.comment(`at most ${Math.round((most * 4) / 1024)} MB in sockets`)
})
