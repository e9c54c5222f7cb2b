from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

ANSWER_SECONDS = 2
ATTEMPTS = 8

# Errors of the server that callers of a statement look at.
DUPLICATE_KEY = 1062
ROW_IS_REFERENCED = 1451

# Ended to let others go on: a deadlock, or a row that has changed since it was read.
ENDED_FOR_OTHERS = {1213, 1020}
# Too many connections, the server going down, no server, and a connection that was lost or did not answer.
CANNOT_NOW = {1040, 1053, 1203, 1226, 1927, 2003, 2006, 2013, 2014, 0}


class DatabaseAway(Exception):
    """The database is stopped, starting, frozen or full: not the caller's mistake, and likely over soon."""


class Database:
    """Lends connections of a pool. Every wait is limited: for a connection, and for an answer on it."""

    def __init__(self, url):
        self._engine = create_engine(
            make_url(url).set(drivername="mysql+pymysql"),
            pool_size=8,
            max_overflow=0,
            pool_timeout=ANSWER_SECONDS,
            connect_args={
                "connect_timeout": ANSWER_SECONDS,
                "read_timeout": ANSWER_SECONDS,
                "write_timeout": ANSWER_SECONDS,
                "charset": "utf8mb4",
            },
        )

    def run(self, work):
        """All that `work` does with its connection, or nothing of it; begun anew when the server ended it for others.

        Raises DatabaseAway, and DBAPIError for what the server refused.
        """
        for attempt in range(ATTEMPTS):
            try:
                with self._engine.begin() as connection:
                    return work(connection)
            except PoolTimeout as error:
                raise DatabaseAway() from error
            except DBAPIError as error:
                if error.connection_invalidated or error_number(error) in CANNOT_NOW:
                    raise DatabaseAway() from error
                if error_number(error) not in ENDED_FOR_OTHERS or attempt == ATTEMPTS - 1:
                    raise


def error_number(error):
    """The server's number of an error; 0 where the connection broke without one."""
    arguments = error.orig.args
    return arguments[0] if arguments and isinstance(arguments[0], int) else 0
