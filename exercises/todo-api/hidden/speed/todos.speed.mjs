import { expect, scenario } from '@assay/kit'

const callers = 10

/** Adds to-dos by the API, for the tables are the learner's own. Returns what is needed to ask for them again. */
async function seedTodos({ http, random, together, from, to, data }) {
  const mark = data?.mark ?? `${random.word()}${random.int(100_000, 999_999)}`
  const todos = data?.todos ?? []
  for (let at = from; at < to; at += callers) {
    const made = await together(Math.min(callers, to - at), (offset) => createTodo(http, `${mark} number ${at + offset} ends`, at + offset))
    todos.push(...made)
  }
  return { mark, todos, pages: await readCursors(http) }
}

async function createTodo(http, title, at) {
  const response = await http.post('/todos', { json: { title, notes: 'x'.repeat(200), done: at % 2 === 0 } })
  expect(response.status).toBe(201)
  return { id: response.json.id, title }
}

/** Cursors into the whole list, each with the last id before it. */
async function readCursors(http) {
  const cursors = []
  let path = '/todos?limit=20'
  for (;;) {
    const { json } = await http.get(path)
    if (json.next === null) return cursors
    cursors.push({ cursor: json.next, after: json.items.at(-1).id })
    path = `/todos?limit=20&cursor=${encodeURIComponent(json.next)}`
  }
}

scenario('A page from the middle of the list', {
  id: 'pages', weight: 2, unit: 'one page of 10', rows: 60, perSecond: 100,
  hint: 'One statement reads a page: WHERE id > … ORDER BY id LIMIT ….',
  seed: seedTodos,
  requests: [{
    name: 'page',
    make: ({ random, data }) => {
      const { cursor, after } = random.pick(data.pages)
      const limit = random.int(5, 15)
      return { path: `/todos?limit=${limit}&cursor=${encodeURIComponent(cursor)}`, expected: { limit, after } }
    },
    check: ({ status, json }, { expected: { limit, after } }) => {
      expect(status).toBe(200)
      expect(json.items).toHaveLength(limit)
      expect(json.items[0].id).toBeGreaterThan(after)
      for (const [at, { id }] of json.items.entries()) if (at > 0) expect(id).toBeGreaterThan(json.items[at - 1].id)
    },
  }],
})

scenario('To-dos found by a part of their title', {
  id: 'search', unit: 'one search', rows: 40, perSecond: 100,
  hint: 'Search in SQL: only what is found needs to leave the database.',
  seed: seedTodos,
  requests: [{
    name: 'search',
    make: ({ random, data }) => {
      const { id, title } = random.pick(data.todos)
      return { path: `/todos?search=${encodeURIComponent(title.slice(2))}`, expected: { id, title } }
    },
    check: ({ status, json }, { expected }) => {
      expect(status).toBe(200)
      expect(json).toMatchObject({ items: [expected], next: null })
    },
  }],
})

scenario('Single to-dos, read and changed', {
  id: 'single', unit: 'one to-do', rows: 40, perSecond: 100,
  hint: 'The primary key finds one row; a change is one statement with RETURNING.',
  seed: seedTodos,
  requests: [
    {
      name: 'read',
      weight: 3,
      make: ({ random, data }) => {
        const { id, title } = random.pick(data.todos)
        return { path: `/todos/${id}`, expected: { id, title } }
      },
      check: ({ status, json }, { expected }) => {
        expect(status).toBe(200)
        expect(json).toMatchObject(expected)
      },
    },
    {
      name: 'change',
      make: ({ random, nonce, data }) => {
        const { id } = random.pick(data.todos)
        return { method: 'PATCH', path: `/todos/${id}`, json: { notes: nonce }, expected: { id, notes: nonce } }
      },
      check: ({ status, json }, { expected }) => {
        expect(status).toBe(200)
        expect(json).toMatchObject(expected)
      },
    },
  ],
  async audit({ http, request: { path, expected } }) {
    const { status, json } = await http.get(path)
    expect(status).toBe(200)
    expect(json).toMatchObject(expected)
  },
})
