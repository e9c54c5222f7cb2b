import t from 'tap'
import { newIdentity, openExamplePod } from './pod/example-pod.js'
import { findResidue } from './pod/residue.js'

const identity = newIdentity()
const limits = { memoryMb: 64, seconds: 10, outputBytes: 10_000 }
const node = (program: string) => ({ image: 'node', command: ['node', '-e', program], ...limits })

await t.test('a tool in a pod', async (t) => {
  await using pod = await openExamplePod('console.log("theirs")', identity, [])

  await t.test('reads the source, and the line it is given', async (t) => {
    const program = `process.stdin.once('data', (line) => { console.log(line + require('fs').readFileSync('/app/server.js')); process.exit(3) })`
    const { exitCode, limit, stdout } = await pod.runTool({ ...node(program), input: 'asked\n' })
    t.same({ exitCode, limit, stdout }, { exitCode: 3, limit: null, stdout: 'asked\nconsole.log("theirs")\n' })
  })

  await t.test('cannot write beside the source, and opens no port', async (t) => {
    const program = `
      try { require('fs').writeFileSync('/app/x', '') } catch ({ code }) { console.log(code) }
      require('net').createServer().on('error', ({ code }) => console.log(code)).listen(0, '127.0.0.1')`
    const { stdout, stderr } = await pod.runTool(node(program))
    t.same([stdout.split('\n').slice(0, 2), stderr], [['EROFS', 'EAFNOSUPPORT'], ''])
  })

  await t.test('ends at its limits', async (t) => {
    const ends = [
      await pod.runTool({ ...node('setInterval(() => {}, 1000)'), seconds: 1 }),
      await pod.runTool(node(`const all = []; for (;;) all.push(Buffer.alloc(1e6, 1))`)),
      await pod.runTool(node(`for (;;) console.log('x'.repeat(1000))`)),
    ]
    t.same(
      ends.map(({ limit }) => limit),
      ['time', 'memory', 'output'],
    )
    t.ok((ends[2]?.stdout.length ?? 0) <= limits.outputBytes)
  })
})

t.same(await findResidue(identity.runId, []), [])
