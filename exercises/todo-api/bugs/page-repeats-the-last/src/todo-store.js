const columns = `id, title, notes, done, to_char(due_on, 'YYYY-MM-DD') AS "dueOn", minutes_spent AS "minutesSpent",
  version, created_at AS "createdAt", updated_at AS "updatedAt"`

const columnOf = { title: 'title', notes: 'notes', done: 'done', dueOn: 'due_on' }

/** To-dos in PostgreSQL. Every change is one statement, so callers cannot come between reading and writing. */
export function createTodoStore({ query }) {
  return {
    createTables: () => query(`
      CREATE TABLE IF NOT EXISTS todos (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        title text NOT NULL,
        notes text NOT NULL,
        done boolean NOT NULL,
        due_on date,
        minutes_spent integer NOT NULL DEFAULT 0,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      )`),

    ping: () => query('SELECT 1'),

    async create({ title, notes = '', done = false, dueOn = null }) {
      const [todo] = await query(
        `INSERT INTO todos (title, notes, done, due_on) VALUES ($1, $2, $3, $4) RETURNING ${columns}`,
        [title, notes, done, dueOn],
      )
      return todo
    },

    async find(id) {
      const [todo] = await query(`SELECT ${columns} FROM todos WHERE id = $1`, [id])
      return todo
    },

    /** Writes only the named fields. `undefined` when there is no such to-do, or it has another version. */
    async change(id, changes, version) {
      const names = Object.keys(changes)
      const sets = names.map((name, i) => `${columnOf[name]} = $${i + 3}, `).join('')
      const [todo] = await query(
        `UPDATE todos SET ${sets} version = version + 1, updated_at = now()
         WHERE id = $1 AND ($2::integer IS NULL OR version = $2) RETURNING ${columns}`,
        [id, version, ...names.map((name) => changes[name])],
      )
      return todo
    },

    async addTime(id, minutes) {
      const [todo] = await query(
        `UPDATE todos SET minutes_spent = minutes_spent + $2, version = version + 1, updated_at = now()
         WHERE id = $1 RETURNING ${columns}`,
        [id, minutes],
      )
      return todo
    },

    /** Whether there was something to remove. */
    async remove(id, version) {
      const removed = await query(
        'DELETE FROM todos WHERE id = $1 AND ($2::integer IS NULL OR version = $2) RETURNING id',
        [id, version],
      )
      return removed.length === 1
    },

    /** Up to `limit` to-dos after the id `after`. */
    list: ({ after, limit, done, search }) => query(
      `SELECT ${columns} FROM todos
       WHERE id >= $1 AND ($2::boolean IS NULL OR done = $2) AND ($3::text IS NULL OR strpos(lower(title), lower($3)) > 0)
       ORDER BY id LIMIT $4`,
      [after, done, search, limit],
    ),
  }
}
