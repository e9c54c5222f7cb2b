import atexit
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout

from psycopg import OperationalError
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

ANSWER_SECONDS = 2
CONNECTIONS = 8


class DatabaseAway(Exception):
    """The database is stopped, starting, frozen or full: not the caller's mistake, and likely over soon."""


class Database:
    """Runs statements on a pool of connections, and gives up on a server that does not answer.

    libpq waits for a frozen server for ever, so a statement runs in a thread of its own and only the
    wait for it is limited. The thread ends when the server answers or the connection breaks.
    """

    def __init__(self, url):
        self._pool = ConnectionPool(
            url,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=ANSWER_SECONDS,
            kwargs={"autocommit": True, "row_factory": dict_row, "connect_timeout": ANSWER_SECONDS},
            open=True,
        )
        atexit.register(self._pool.close)
        self._threads = ThreadPoolExecutor(max_workers=CONNECTIONS)

    def query(self, sql, params=None):
        """All rows of one statement; raises DatabaseAway."""
        future = self._threads.submit(self._execute, sql, params)
        try:
            return future.result(timeout=ANSWER_SECONDS)
        except (FutureTimeout, PoolTimeout, OperationalError) as error:
            future.cancel()
            raise DatabaseAway() from error

    def _execute(self, sql, params):
        with self._pool.connection() as connection:
            cursor = connection.execute(sql, params)
            return cursor.fetchall() if cursor.description else []
