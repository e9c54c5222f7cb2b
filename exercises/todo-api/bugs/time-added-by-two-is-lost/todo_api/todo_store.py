from psycopg import sql

COLUMNS = sql.SQL(
    "id, title, notes, done, due_on, minutes_spent, version, created_at, updated_at"
)
COLUMN_OF = {"title": "title", "notes": "notes", "done": "done", "dueOn": "due_on"}


class TodoStore:
    """To-dos in PostgreSQL. Every change is one statement, so no caller can come between reading and writing."""

    def __init__(self, database):
        self._database = database

    def ping(self):
        self._database.query("SELECT 1")

    def create(self, title, notes="", done=False, due_on=None):
        return self._query_one(
            "INSERT INTO todos (title, notes, done, due_on) VALUES (%s, %s, %s, %s) RETURNING {columns}",
            [title, notes, done, due_on],
        )

    def find(self, todo_id):
        return self._query_one("SELECT {columns} FROM todos WHERE id = %s", [todo_id])

    def change(self, todo_id, changes, version):
        """Writes only the named fields. None when there is no such to-do, or it has another version."""
        assignments = sql.SQL("").join(
            sql.SQL("{} = %s, ").format(sql.Identifier(COLUMN_OF[name])) for name in changes
        )
        return self._query_one(
            "UPDATE todos SET {assignments} version = version + 1, updated_at = now()"
            " WHERE id = %s AND version = coalesce(%s, version) RETURNING {columns}",
            [*changes.values(), todo_id, version],
            assignments=assignments,
        )

    def add_time(self, todo_id, minutes):
        todo = self.find(todo_id)
        spent = todo["minutesSpent"] if todo else 0
        return self._query_one(
            "UPDATE todos SET minutes_spent = %s, version = version + 1, updated_at = now()"
            " WHERE id = %s RETURNING {columns}",
            [spent + minutes, todo_id],
        )

    def remove(self, todo_id, version):
        """Whether there was something to remove."""
        rows = self._database.query(
            "DELETE FROM todos WHERE id = %s AND version = coalesce(%s, version) RETURNING id",
            [todo_id, version],
        )
        return len(rows) == 1

    def list(self, after, limit, done, search):
        """Up to `limit` to-dos after the id `after`; None for `done` and `search` means all."""
        statement = sql.SQL(
            "SELECT {columns} FROM todos WHERE id > %s AND done = coalesce(%s, done)"
            " AND strpos(lower(title), lower(coalesce(%s, ''))) > 0 ORDER BY id LIMIT %s"
        )
        rows = self._database.query(statement.format(columns=COLUMNS), [after, done, search, limit])
        return [to_todo(row) for row in rows]

    def _query_one(self, statement, params, **parts):
        rows = self._database.query(sql.SQL(statement).format(columns=COLUMNS, **parts), params)
        return to_todo(rows[0]) if rows else None


def to_todo(row):
    """A row as the API shows it."""
    return {
        "id": row["id"],
        "title": row["title"],
        "notes": row["notes"],
        "done": row["done"],
        "dueOn": row["due_on"].isoformat() if row["due_on"] else None,
        "minutesSpent": row["minutes_spent"],
        "version": row["version"],
        "createdAt": row["created_at"].isoformat(),
        "updatedAt": row["updated_at"].isoformat(),
    }
