const todos = new Map()
let lastId = 0

export function createTodo({ title, notes = '', done = false, dueOn = null }) {
  const now = new Date().toISOString()
  const todo = { id: ++lastId, title, notes, done, dueOn, minutesSpent: 0, version: 1, createdAt: now, updatedAt: now }
  todos.set(todo.id, todo)
  return todo
}

export const findTodo = (id) => todos.get(id)

export const deleteTodo = (id) => todos.delete(id)

/** Every change raises the version. */
export function touch(todo) {
  todo.version += 1
  todo.updatedAt = new Date().toISOString()
  return todo
}

export function listTodos({ after, limit, done, search }) {
  const isWanted = (todo) =>
    todo.id > after &&
    (done === undefined || String(todo.done) === done) &&
    todo.title.toLowerCase().includes(search.toLowerCase())
  return [...todos.values()].filter(isWanted).slice(0, limit)
}
