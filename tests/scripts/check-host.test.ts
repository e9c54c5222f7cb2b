import { createServer } from 'node:net'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { loadScript } from './load-script.js'

const { checkSystem, checkDiskSpace, checkPort, findFreePort } = await loadScript('bootstrap/check-host.mjs')

/** Takes a free port of loopback until the test ends. */
async function takePort(test: Test): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  test.teardown(() => server.close())
  return (server.address() as { port: number }).port
}

t.test('a system that is not Linux is refused in one line', async (t) => {
  t.throws(() => checkSystem('darwin', '22.1.0'), {
    message: 'Assay runs on Linux, but this is darwin: use a Linux machine, physical or virtual.',
  })
})

t.test('a Node that is too old is refused in one line', async (t) => {
  for (const version of ['18.20.0', '20.18.1']) {
    t.throws(() => checkSystem('linux', version), {
      message: `Node ${version} is too old: install Node 20.19 or newer (22 is a good choice).`,
    })
  }
})

t.test('Node 20.19 and everything newer will do', async (t) => {
  for (const version of ['20.19.0', '22.0.0', '26.10.0']) t.doesNotThrow(() => checkSystem('linux', version))
})

t.test('too little disk is refused with what is free and what is needed', async (t) => {
  const fiveGb = async () => ({ bavail: 5 * 1024 ** 2, bsize: 1024 })
  await t.rejects(checkDiskSpace('/data', 6, fiveGb), {
    message: 'Only 5.0 GB are free on the disk of /data, but Assay needs 6 GB: free some space.',
  })
  await t.resolves(checkDiskSpace('/data', 5, fiveGb))
})

t.test('the disk of a folder that is still to be made is that of the folder above', async (t) => {
  await t.resolves(checkDiskSpace(`${t.testdir()}/not/yet/there`, 0))
})

t.test('a taken port is refused with another to try', async (t) => {
  const port = await takePort(t)
  await t.rejects(checkPort('127.0.0.1', port), {
    message: `Port ${port} on 127.0.0.1 is in use (is Assay already running?): stop the program that uses it, or choose another port: PORT=${port + 1} npm start`,
  })
})

t.test('an address that is not ours is refused', async (t) => {
  await t.rejects(checkPort('192.0.2.1', 8080), {
    message: 'Assay cannot listen on 192.0.2.1:8080 (EADDRNOTAVAIL): choose another address with HOST and PORT.',
  })
})

t.test('the next free port is found beyond a taken one', async (t) => {
  const port = await takePort(t)
  t.ok((await findFreePort('127.0.0.1', port)) > port)
})
