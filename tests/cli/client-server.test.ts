import t from 'tap'
import { openServer, readServerProblem } from '../../cli/client/server.js'
import { runAssay } from './fixtures/run-assay.js'
import { recordTerminal } from './fixtures/screens.js'

t.test('reads a problem document with its places and its incident', async (t) => {
  const body = {
    title: 'Bad',
    detail: 'Very bad.',
    code: 'x',
    errors: [{ pointer: '/a', detail: 'No.' }, 7],
    incident: 'inc-1',
  }
  const problem = await readServerProblem(Response.json(body, { status: 422 }))
  t.match(problem, { status: 422, code: 'x', problem: { title: 'Bad', detail: 'Very bad.' } })
  t.same(problem.problem.errors, [
    { pointer: '/a', detail: 'No.' },
    { pointer: '', detail: '' },
    { pointer: 'incident', detail: 'inc-1' },
  ])
})

t.test('tells an answer that is no problem document by its status', async (t) => {
  for (const body of ['<html>', 'null', '"text"', '']) {
    const { problem } = await readServerProblem(new Response(body, { status: 502, statusText: 'Bad Gateway' }))
    t.same(problem, {
      title: 'The server responded with 502 Bad Gateway',
      detail: 'The server responded with 502 Bad Gateway',
      errors: [],
    })
  }
})

t.test('gives the admin token of the Assay started here to that one alone', async (t) => {
  const seen: (string | undefined)[] = []
  const answer = async (_url: unknown, init?: RequestInit) => {
    seen.push(new Headers(init?.headers).get('authorization') ?? undefined)
    return new Response('{}')
  }
  t.intercept(globalThis, 'fetch', { value: answer, configurable: true })
  const dataFolder = t.testdir({
    'settings.json': JSON.stringify({ url: 'http://127.0.0.1:8080', adminToken: 'secret' }),
  })
  const settings = { dataFolder, server: undefined, token: undefined, redisUrl: undefined, dockerHost: undefined }
  const { terminal } = recordTerminal(false)
  const cli = { settings, terminal, signal: new AbortController().signal, endWith: () => {} }
  const servers = [undefined, 'http://localhost:8080', 'http://127.0.0.1:9090', 'http://assay.example:8080']
  for (const server of servers) await (await openServer(cli, server === undefined ? {} : { server })).send('/v1/me')
  await (await openServer(cli, { server: 'http://127.0.0.1:9090', token: 'mine' })).send('/v1/me')
  t.same(seen, ['Bearer secret', 'Bearer secret', undefined, undefined, 'Bearer mine'])
})

t.test('leaves broken settings aside', async (t) => {
  const dataFolder = t.testdir({ 'settings.json': '{ broken' })
  const { status, err } = await runAssay(['report', 'x', '--server', 'http://127.0.0.1:1'], {
    ASSAY_DATA_DIR: dataFolder,
  })
  t.equal(status, 2)
  t.match(err, /No response from/)
})
