import t from 'tap'
import { mostQueues } from '../../worker/sandbox/holder.js'
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

await t.test(
  "hundreds of idle connections are nobody's business, and as many full ones end whoever filled them",
  async (t) => {
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
  },
)

/** A reset leaves what was received in a socket that no table of connections has. */
const resetting = `
import socket, struct, time
listener = socket.create_server(("127.0.0.1", 8080))
kept = []
for _ in range(700):
    sender = socket.create_connection(listener.getsockname())
    sender.setblocking(False)
    kept.append(listener.accept()[0])
    try:
        while True:
            sender.send(b"x" * 65536)
    except OSError:
        pass
    sender.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sender.close()
time.sleep(60)
`

/** The kernel answers a message that makes no sense with a copy of it, which waits to be read. */
const unreadAnswers = `
import socket, struct, time
message = struct.pack("IHHII", 100000, 9999, 1, 1, 0) + bytes(99984)
kept = []
for _ in range(700):
    asking = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    asking.setblocking(False)
    asking.send(message)
    kept.append(asking)
time.sleep(60)
`

for (const [what, source] of [
  ['reset connections', resetting],
  ['answers of the kernel that nobody reads', unreadAnswers],
] as const) {
  await t.test(`hundreds of ${what} end whoever keeps them`, async (t) => {
    await using pod = await openExamplePod(source, newIdentity(), [], 'python')
    const subject = await pod.prepareSubject(startMain, 0)
    await subject.start()
    await subject.ended
    t.equal(subject.limit, 'memory', subject.log.tail(500))
  })
}
