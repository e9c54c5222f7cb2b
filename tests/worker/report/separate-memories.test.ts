import t from 'tap'
import type { Exchange } from '../../../contracts/protocol/examiner.js'
import { causeOfResponses as causeOf } from './examination-fixture.js'

t.test('several processes that each keep their own data are named where only some of it is found', async (t) => {
  const created = { responseBody: '{"code":"abc"}' }
  const get = (status: number): Partial<Exchange> => ({ method: 'GET', path: '/abc', status })
  const store =
    '\nclass Store:\n    def __init__(self):\n        self.links = {}\n    def add(self, link):\n        self.links[link["code"]] = link\n'
  const files = { Procfile: 'web: gunicorn --workers 3 "app:create()"', 'store.py': store }
  const mixed = [
    [created, get(404)],
    [created, get(302), get(404)],
  ]
  t.match(causeOf('python', files, ...mixed), {
    detail:
      'What one request creates, another does not find: the Procfile starts 3 processes, and each has its own memory. store.py:4 keeps data in memory.',
    advice: /only one process/,
  })
  t.match(
    causeOf(
      'node',
      {
        'a.js':
          'if (cluster.isPrimary) cluster.fork()\nconst links = new Map()\napp.post("/", () => {\n  links.set(1, 2)\n})',
      },
      ...mixed,
    )?.detail,
    /a\.js:1 starts several processes.* a\.js:2 keeps data/,
  )
  const ruby = { 'config/puma.rb': 'workers 2\n', 'app.rb': 'LINKS = {}\npost "/" do\n  LINKS[code] = url\nend\n' }
  t.match(causeOf('ruby', ruby, ...mixed)?.detail, /config\/puma\.rb:1 starts several processes.* app\.rb:1 keeps data/)
  t.equal(causeOf('ruby', { ...ruby, 'config/puma.rb': 'workers 0\n' }, ...mixed), undefined)
  t.equal(causeOf('python', { ...files, Procfile: 'web: gunicorn -w 1 app' }, ...mixed), undefined)
  t.equal(causeOf('python', { Procfile: files.Procfile }, ...mixed), undefined)
  t.equal(
    causeOf('python', files, [created, get(404)], [created, get(404)]),
    undefined,
    'nothing was found: it may be the route',
  )
  t.equal(
    causeOf(
      'python',
      files,
      [created, { method: 'DELETE', path: '/abc', status: 204 }, get(404)],
      [created, get(200), { ...get(404), before: [] as never }],
    ),
    undefined,
  )
})

t.test(
  'several processes that each count on their own are named where the same request succeeds and fails',
  async (t) => {
    const post = (status: number): Partial<Exchange> => ({ path: '/notes', status })
    const files = { Procfile: 'web: gunicorn -w 4 app:app', 'db.py': 'import itertools\nids = itertools.count(1)\n' }
    t.match(causeOf('python', files, [post(201), post(500)])?.detail, /starts 4 processes.*first number \(db\.py:2\)/)
    t.equal(causeOf('python', files, [post(500), post(500)]), undefined)
    const global = { ...files, 'db.py': 'last = 0\ndef add():\n    global last\n    last += 1\n' }
    t.match(causeOf('python', global, [post(201), post(500)])?.detail, /\(db\.py:1\)/)
    t.equal(causeOf('python', { ...global, 'db.py': 'last = 0\n' }, [post(201), post(500)]), undefined)
    const node = { 'a.js': 'cluster.fork()\nlet next = 1\nfunction add() {\n  return next++\n}' }
    t.match(causeOf('node', node, [post(201), post(500)])?.detail, /\(a\.js:2\)/)
  },
)

t.test('a cache of each process is named where a request finds what another has deleted', async (t) => {
  const files = {
    Procfile: 'web: gunicorn -w 4 app:app',
    'app.py': 'cache = {}\ndef get(id):\n    cache[id] = 1\n',
  }
  const steps = (last: number): Partial<Exchange>[] => [
    { method: 'GET', path: '/notes/1', status: 200 },
    { method: 'DELETE', path: '/notes/1', status: 204 },
    { method: 'GET', path: '/notes/1', status: last },
  ]
  t.match(causeOf('python', files, steps(200))?.detail, /finds what another one has deleted.* app\.py:1 keeps/)
  t.equal(causeOf('python', files, steps(404)), undefined)
  t.equal(causeOf('python', files, [...steps(404), { path: '/notes/1' }, ...steps(404).slice(0, 1)]), undefined)
})
