import t from 'tap'
import { defaultLimits } from '../../../contracts/limits.js'
import type { Submitted } from '../../../worker/report/causes/cause.js'
import { noFacts } from '../../../worker/report/verdict.js'
import { summarise } from '../../../worker/report/words.js'
import { examination, failedRun, handedIn } from './examination-fixture.js'

const crash = (log: string, submitted: Submitted, later = '') =>
  summarise(
    { verdict: 'crashed', limit: null },
    {
      ...noFacts,
      examination: examination({
        runs: [failedRun('a')],
        deaths: [{ exitCode: 1, oomKilled: false, log }],
        log: later,
      }),
    },
    defaultLimits,
    submitted,
  )

const koaLog = `POST /notes 13ms
file:///app/app.js:41
  if (!rows.length) ctx.throw(404);
                        ^

NotFoundError: Not Found
    at Object.throw (/node_modules/koa/lib/context.js:96:11)
    at file:///app/app.js:41:30
    at process.processTicksAndRejections (node:internal/process/task_queues:103:5)
    at async bodyParser (/node_modules/koa-bodyparser/index.js:78:5)

Node.js v22.23.3
`

const koa = (call: string, parameters = 'ctx, next') =>
  handedIn({
    'app.js': `import Koa from 'koa'\nconst app = new Koa()\napp.use(async (${parameters}) => {\n  const start = Date.now();\n  ${call}\n  console.log(Date.now() - start);\n});\n`,
  })

t.test(
  'a middleware of Koa that does not wait for the next one is named where a rejection ended the process',
  async (t) => {
    const told = crash(koaLog, koa('next();'))
    t.match(told.detail, 'app.js:5 calls next() without "await": Koa responds before your routes are done')
    t.equal(told.advice, 'Write "await next()" in every middleware.')
    t.match(
      crash('', koa('next();'), `${koaLog}GET / 1ms\n`).detail,
      'app.js:5',
      'the log of the end may have come too late',
    )
    t.match(
      crash(
        koaLog,
        handedIn({
          'a.ts': "import Koa from 'koa'\napp.use(async (ctx: Koa.Context, next: Koa.Next) => { log(ctx); next(); })",
        }),
      ).detail,
      'a.ts:2 calls next()',
    )
    for (const right of [
      koa('await next();'),
      koa('return next();'),
      koa('next();', 'req, res, next'),
      koa('await Promise.all([\n  next()\n  ]);'),
      koa('// next();'),
    ]) {
      t.notMatch(crash(koaLog, right).detail, /calls next/)
      t.match(crash(koaLog, right), {
        detail: 'A promise was rejected (app.js:41), and nothing handled it',
        advice: /^Write "await"/,
      })
    }
  },
)

const droppedLog = `GET /notes/987654 404 - 1ms
/node_modules/koa/lib/context.js:96
    throw createError(...args)
          ^

NotFoundError: no such note
    at Object.throw (/node_modules/koa/lib/context.js:96:11)
    at show (file:///app/src/notes.js:22:35)
    at process.processTicksAndRejections (node:internal/process/task_queues:103:5)

Node.js v22.23.3
`

t.test('it is named, too, where the trace does not say that anything waited', async (t) => {
  t.match(crash(droppedLog, koa('next();')).detail, 'app.js:5 calls next()')
  t.notMatch(crash(droppedLog, koa('await next();')).detail, /calls next|rejected/)
  const second = '/app/a.js:1\n\nError: x\n    at Timeout._onTimeout (/app/a.js:1:2)\n\nNode.js v22.23.3\n'
  t.match(
    crash('', koa('next();'), `${droppedLog}started\n${second}`).detail,
    'app.js:5 calls next()',
    'of the first end',
  )
})

const auditLog = `/app/audit.js:4
  if (!user) throw new Error('who?')
             ^

Error: who?
    at check (/app/audit.js:4:14)
    at async audit (/app/audit.js:9:3)

Node.js v22.23.3`

t.test('the call that drops the promise is named, if there is only one', async (t) => {
  const files = {
    'audit.js': 'exports.audit = async function audit(x) {\n}\n',
    'notes.js': "app.delete('/', async (req, res) => {\n  audit('delete', req)\n  res.end()\n})",
  }
  t.match(crash(auditLog, handedIn(files)), {
    detail: /notes\.js:2 calls audit\(\) without "await"/,
    advice: /^Write "await" before the call/,
  })
  for (const other of ["  await audit('x')", "  audit('x').catch(log)", '  const a =\n    audit(1)']) {
    t.notMatch(crash(auditLog, handedIn({ 'notes.js': `f(async () => {\n${other}\n})` })).detail, /calls audit/)
  }
  t.notMatch(crash(auditLog, handedIn({ ...files, 'b.js': 'f(() => {\n  audit(1)\n})' })).detail, /calls audit/)
})

t.test('other ends are not explained by rejections', async (t) => {
  const thrown =
    '/app/a.js:3\nthrow new Error("x")\n^\n\nError: x\n    at Server.<anonymous> (/app/a.js:3:7)\n\nNode.js v22.23.3'
  const event = thrown.replace(
    '    at Server',
    "    at async f (/app/a.js:9:1)\nEmitted 'error' event on Client instance at:\n    at Server",
  )
  for (const log of [thrown, event, koaLog.replace('Node.js v22', ''), ''])
    t.notMatch(crash(log, koa('')).detail, /rejected/)
  t.match(
    crash(
      thrown.replace(
        '/app/a.js:3\n',
        'node:internal/process/promises:394\n      triggerUncaughtException(err, true /* fromPromise */);\n',
      ),
      handedIn({ 'a.js': '' }),
    ).detail,
    'A promise was rejected (a.js:3)',
  )
  t.match(
    crash(koaLog.replace('NotFoundError: Not Found', 'error: relation "notes" does not exist'), koa('next();')).detail,
    'The table "notes"',
    'what the error itself says goes first',
  )
})
