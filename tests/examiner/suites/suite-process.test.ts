import t from 'tap'
import { projectFile } from '../../project-file.js'
import { startSuite, type SuiteProcess } from '../../../sandbox-images/examiner/suites/suite-process.js'

/** A program on the channel that the reporters of all runners use. */
const channel = projectFile('sandbox-images/examiner/suites/runners/channel.cjs')
const start = (program: string) =>
  startSuite({
    command: process.execPath,
    args: ['-e', `const { send, sendBegin, sendEnd } = require('${channel}'); ${program}`],
    cwd: '/',
    env: {},
  })

async function readAll(
  suite: SuiteProcess,
  onMessage: (message: { type: string }) => void = () => undefined,
): Promise<string[]> {
  const types: string[] = []
  for await (const message of suite.messages()) {
    types.push(message.type)
    onMessage(message)
  }
  return types
}

t.test('a reporter waits before and after each test', async (t) => {
  const suite = start(`sendBegin('a'); sendEnd({ key: 'a', outcome: 'passed' }); send({ type: 'finished' })`)
  const types: string[] = []
  for await (const { type } of suite.messages()) {
    types.push(type)
    await new Promise((resolve) => setTimeout(resolve, 100))
    types.push('waited')
    suite.proceed()
  }
  t.same(types, ['begin', 'waited', 'end', 'waited', 'finished', 'waited'])
})

t.test('what a runner prints is no message, and explains how it ended', async (t) => {
  const suite = start(`console.log('{"type":"finished"}'); console.error('no such thing'); process.exit(3)`)
  t.same(await readAll(suite), [])
  t.match(await suite.describeEnd(), /^exit code 3\. [^]*no such thing/)
})

t.test('a runner that is killed takes its own processes along', async (t) => {
  const suite = start(
    `require('node:child_process').spawn('sleep', ['60'], { stdio: 'inherit' }); send({ type: 'begin' }); setInterval(() => {}, 1000)`,
  )
  t.same(await readAll(suite, () => suite.kill()), ['begin'])
  t.match(await suite.describeEnd(), /^SIGKILL/)
  suite.kill() // once more, of what is gone, is no error
})

t.test('a program that is not there has ended', async (t) => {
  const suite = startSuite({ command: '/no/such/program', args: [], cwd: '/', env: {} })
  t.same(await readAll(suite), [])
  t.match(await suite.describeEnd(), /ENOENT/)
  suite.kill()
})
