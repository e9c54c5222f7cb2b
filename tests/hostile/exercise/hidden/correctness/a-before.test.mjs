import { expect, test } from '@assay/kit'

// The tests of a run replace this by a word of their own. It must reach nobody on the learner's side.
const canary = '__CANARY__'

test('echoes a random text', { id: 'echo-before' }, async ({ http, random }) => {
  const text = random.words(4)
  expect((await http.post('/echo', { json: { text } })).json).toEqual({ text })
})

test('stores a note', { id: 'store', points: 3 }, async ({ http, db, random }) => {
  const text = random.words(4)
  const { json } = await http.post('/notes', { json: { text } })
  expect((await http.get(`/notes/${json.id}`)).json).toEqual({ text })
  expect((await db.query('select text from notes where id = $1', [json.id])).rows).toEqual([{ text }])
})

test('sees a note that came by the database', { id: 'foreign-note' }, async ({ http, db, random }) => {
  const [id, text] = [random.uuid(), random.words(4)]
  await db.query('insert into notes (id, text) values ($1, $2)', [id, text])
  expect((await http.get(`/notes/${id}`)).json).toEqual({ text })
})

test('keeps a secret: __CANARY__', { id: 'secret', show: 'nothing' }, async ({ http, random }) => {
  const text = random.uuid()
  const { json } = await http.post('/echo', { json: { text } })
  if (json?.text !== text) throw new Error(`wrong: ${canary}`)
})

test('shows no reason', { id: 'outcome-only', show: 'outcome' }, async ({ http, random }) => {
  const text = random.uuid()
  const { json } = await http.post('/echo', { json: { text } })
  if (json?.text !== text) throw new Error(`wrong: ${canary}`)
})
