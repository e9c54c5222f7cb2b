import { test, expect } from '@assay/kit'
import { createTodo, expectInvalid, expectRefusal, readAllPages, readPage, readTodo } from './todo-calls.mjs'

const group = 'Text is kept as it came'

test('Any language, emoji, quotes and line breaks come back unchanged', {
  id: 'unicode-is-kept', group, points: 2,
  hint: 'Store text as UTF-8 and do not trim, escape or normalise it.',
}, async ({ http, random }) => {
  const word = random.word()
  for (const title of [`Köp mjölk ${word}`, `牛乳を買う ${word}`, `اشتر حليب ${word}`, `👩🏽‍🚀🙂 ${word}`, ` e\u0301 ${word} `, `<b>${word}</b> & "co" 'n' \\ \n\t`]) {
    const created = await createTodo(http, { title, notes: title })
    expect(created).toMatchObject({ title, notes: title })
    expect(await readTodo(http, created.id)).toMatchObject({ title, notes: title })
  }
})

test('A character is a code point: 200 emoji are a valid title, 201 are not', {
  id: 'emoji-count-once', group, points: 1,
  hint: "In JavaScript, Java and C#, '🙂' has the length 2, and 4 in bytes. Count code points instead.",
}, async ({ http, random }) => {
  const emoji = random.pick(['🙂', '🚀', '🥛', '🎈'])
  const created = await createTodo(http, { title: emoji.repeat(200) })
  expect((await readTodo(http, created.id)).title).toBe(emoji.repeat(200))
  expectInvalid(await http.post('/todos', { json: { title: emoji.repeat(201) } }), ['title'])
})

test('SQL in a title is only text', {
  id: 'sql-is-only-text', group, points: 3,
  hint: 'Never put a value into the text of a statement: pass it as a parameter.',
}, async ({ http, random }) => {
  const witness = await createTodo(http, { title: random.words(3) })
  for (const sql of ["'); DROP TABLE todos; --", "' OR '1'='1", "x', true, NULL); DELETE FROM todos; --", '"; DROP SCHEMA public CASCADE; --', '$1 %s :title ?']) {
    const title = `${random.word()} ${sql}`
    const { id } = await createTodo(http, { title })
    const changed = await http.patch(`/todos/${id}`, { json: { notes: sql } })
    expect(changed.status).toBe(200)
    expect(await readTodo(http, id)).toMatchObject({ title, notes: sql })
  }
  expect(await readTodo(http, witness.id)).toEqual(witness)
})

test('SQL in a search, an id or a filter does nothing', {
  id: 'sql-in-address-does-nothing', group, points: 2, show: 'outcome',
  hint: 'Values in the URL are input like any other.',
}, async ({ http, random }) => {
  const title = `${random.words(3)} it's ${random.int(1000, 9999)}`
  const todo = await createTodo(http, { title })
  expect(await readPage(http, { search: `${random.word()}' OR 'a'='a` })).toEqual({ items: [], next: null })
  expect((await readPage(http, { search: title })).items).toEqual([todo])
  expectRefusal(await http.delete(`/todos/${encodeURIComponent(`${todo.id} OR 1=1`)}`), 404)
  expectRefusal(await http.get(`/todos?done=${encodeURIComponent('true; DELETE FROM todos')}`), 400)
  const all = (await readAllPages(http, { limit: 100 })).flat()
  expect(all).toContainEqual(todo)
})

test('Notes of 10 000 characters are kept whole', {
  id: 'long-notes-are-kept', group, points: 2,
  hint: 'Check the column type, and the largest body your framework accepts.',
}, async ({ http, random }) => {
  const line = `${random.words(3)} é🙂 `
  const notes = [...line.repeat(1000)].slice(0, 10_000).join('')
  const { id } = await createTodo(http, { title: random.words(3), notes })
  expect((await readTodo(http, id)).notes === notes).toBe(true)
  expectInvalid(await http.patch(`/todos/${id}`, { json: { notes: `${notes}!` } }), ['notes'])
})

test('U+0000 is refused as an invalid value', {
  id: 'null-character-is-refused', group, points: 1, show: 'outcome',
  hint: 'PostgreSQL cannot store this character in text. The input is wrong and not your service, so it is not a 5xx.',
}, async ({ http, random }) => {
  const title = random.words(3)
  expectInvalid(await http.post('/todos', { json: { title: `${title}\u0000` } }), ['title'])
  expectInvalid(await http.post('/todos', { json: { title, notes: `a\u0000b` } }), ['notes'])
  expect((await createTodo(http, { title })).title).toBe(title)
})
