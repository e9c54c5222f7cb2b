import t from 'tap'
import { findOuterQuery } from '../../../worker/report/causes/node.js'
import { handedIn } from './examination-fixture.js'

const log =
  "export async function logActivity(action: string): Promise<void> {\n  await db('activity').insert({ action });\n}\n"

const routes = (inside: string, begin = 'db.transaction(async (trx) => {') =>
  `const note = await ${begin}\n  const [n] = await trx('notes').insert({ at: db.fn.now() });\n  ${inside}\n  return n;\n});\n`

const find = (text: string, activity = log) => findOuterQuery(handedIn({ 'routes.ts': text, 'activity.ts': activity }))

t.test('a query beside a transaction is found inside of it, and in a function that it calls', async (t) => {
  t.match(find(routes("await logActivity('x');")), {
    detail: /^routes\.ts:3 calls logActivity\(\), which uses "db" \(activity\.ts:2\) inside a transaction/,
    advice: 'Use "trx" for all queries of the transaction, also in logActivity().',
  })
  t.match(find(routes("await db('activity').insert({ id });")), {
    detail: /^routes\.ts:3 uses "db" inside a transaction/,
    advice: 'Use "trx" for all queries of the transaction.',
  })
  t.match(find(routes('await db.note.create({ data });', 'db.$transaction(async (trx) => {')), {
    detail: /^routes\.ts:3 uses "db"/,
  })
})

t.test('what is part of the transaction, or outside of it, is no such query', async (t) => {
  for (const fine of [
    "await logActivity('x', trx);",
    "await db('activity').insert({ id }).transacting(trx);",
    "await trx('activity').insert({ id });",
    'await other();',
  ])
    t.equal(find(routes(fine)), undefined, fine)
  t.equal(find(routes("await logActivity('x');"), log.replace('action: string', 'action, db')), undefined)
  t.equal(find(`${routes('')}await logActivity('x');\n`), undefined, 'after the transaction')
})

t.test('names may begin with a dollar sign', async (t) => {
  const dollars = (inside: string) => routes(inside, '$db.transaction(async ($tx) => {').replace('trx', '$tx')
  const logged = log.replace('db(', '$db(')
  t.equal(find(dollars("await logActivity('x', $tx);"), logged), undefined)
  t.match(find(dollars("await logActivity('x');"), logged), { detail: /which uses "\$db"/ })
  t.match(find(dollars("await $db('activity').insert({ id });")), {
    advice: 'Use "$tx" for all queries of the transaction.',
  })
})
