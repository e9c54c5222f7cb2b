import asyncio
import os
from contextlib import asynccontextmanager

from psycopg import OperationalError
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

ANSWER_SECONDS = 2

TABLES = """
    CREATE TABLE IF NOT EXISTS todos (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        title text NOT NULL,
        notes text NOT NULL,
        done boolean NOT NULL,
        "dueOn" date,
        "minutesSpent" integer NOT NULL DEFAULT 0,
        version integer NOT NULL DEFAULT 1,
        "createdAt" timestamptz NOT NULL DEFAULT now(),
        "updatedAt" timestamptz NOT NULL DEFAULT now()
    )
"""


class DatabaseAway(Exception):
    pass


class Database:
    def __init__(self, pool):
        self._pool = pool
        self._running = set()

    @classmethod
    @asynccontextmanager
    async def connect(cls):
        options = {"autocommit": True, "row_factory": dict_row, "connect_timeout": ANSWER_SECONDS}
        pool = AsyncConnectionPool(
            os.environ["DATABASE_URL"], min_size=2, max_size=10, timeout=ANSWER_SECONDS, kwargs=options, open=False
        )
        async with pool:
            database = cls(pool)
            await database.fetch_all(TABLES)
            yield database

    async def fetch_all(self, sql, params=None):
        """All rows of one statement; raises DatabaseAway.

        A statement that is too late is left to itself: to cancel it would mean asking the server that does not answer.
        """
        task = asyncio.create_task(self._execute(sql, params))
        self._running.add(task)
        task.add_done_callback(self._forget)
        done, _ = await asyncio.wait({task}, timeout=ANSWER_SECONDS)
        if not done:
            raise DatabaseAway("no answer in time")
        try:
            return task.result()
        except (OperationalError, PoolTimeout) as error:
            raise DatabaseAway(str(error)) from error

    async def fetch_one(self, sql, params=None):
        rows = await self.fetch_all(sql, params)
        return rows[0] if rows else None

    def _forget(self, task):
        self._running.discard(task)
        task.exception()  # Looked at, so that a late failure is not reported as forgotten.

    async def _execute(self, sql, params):
        async with self._pool.connection() as connection:
            cursor = await connection.execute(sql, params)
            return await cursor.fetchall() if cursor.description else []
