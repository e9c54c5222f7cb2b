import { readdir, readFile, readlink } from 'node:fs/promises'
import t from 'tap'
import { ExaminerProcess } from './fixtures/examiner-process.js'
import { startService } from './fixtures/fixture-service.js'
import { load, uid } from './fixtures/run-examination.js'

/** The inodes of all sockets that a process and its children hold. */
async function findSockets(pid: number): Promise<Set<string>> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').filter(Boolean)
  const names = await readdir(`/proc/${pid}/fd`)
  const links = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')))
  const own = links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? [])
  const below = await Promise.all(children.map((child) => findSockets(Number(child))))
  return new Set([...own, ...below.flatMap((sockets) => [...sockets])])
}

async function readRows(file: string): Promise<string[][]> {
  return (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
}

t.test('an examiner at work holds no listening TCP socket and no named or abstract unix socket', async (t) => {
  await using service = await startService('echo-service.mjs')
  await using examiner = new ExaminerProcess()
  load(examiner, {
    source: `test('waits', { timeoutMs: 60_000 }, async ({ http }) => { await http.get('/never', { timeoutMs: 60_000 }) })`,
  })
  await examiner.waitFor('loaded')
  examiner.onLine = (line) =>
    line.type === 'control' && examiner.send({ type: 'reply', id: line.id, ok: true, detail: 'alive' })
  const listeners = [{ name: 'subject', port: service.port, uid }]
  examiner.send({ type: 'examine', port: service.port, listeners, startMs: 5000, checkMs: 60_000, services: {} })
  await service.heard('got GET /never')

  const sockets = await findSockets(examiner.process.pid ?? 0)
  t.ok(sockets.size > 0)
  const tcp = (await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readRows))).flat()
  t.same(
    tcp.filter(([, , , state, , , , , , inode]) => state === '0A' && sockets.has(inode ?? '')),
    [],
  )
  const unix = await readRows('/proc/net/unix')
  t.same(
    unix.filter(([, , , , , , inode, path]) => path !== undefined && sockets.has(inode ?? '')),
    [],
  )
})
