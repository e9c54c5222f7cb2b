import os
from contextlib import contextmanager
from urllib.parse import urlsplit

import pymysql

URL = urlsplit(os.environ["DATABASE_URL"])

TABLES = [
    """
    CREATE TABLE IF NOT EXISTS products (
        id INT AUTO_INCREMENT PRIMARY KEY, sku VARCHAR(40) NOT NULL UNIQUE, name VARCHAR(200) NOT NULL,
        price_cents INT NOT NULL, stock INT NOT NULL DEFAULT 0, CHECK (stock >= 0), INDEX (price_cents)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS orders (
        id INT AUTO_INCREMENT PRIMARY KEY, customer VARCHAR(100) COLLATE utf8mb4_bin NOT NULL,
        status ENUM('open', 'paid', 'cancelled') NOT NULL, total_cents BIGINT NOT NULL DEFAULT 0,
        idempotency_key VARCHAR(100) COLLATE utf8mb4_bin UNIQUE, INDEX (customer)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS order_lines (
        order_id INT NOT NULL, product_id INT NOT NULL, quantity INT NOT NULL, price_cents INT NOT NULL,
        PRIMARY KEY (order_id, product_id), CHECK (quantity > 0),
        FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
        FOREIGN KEY (product_id) REFERENCES products (id)
    )
    """,
]


class DatabaseAway(Exception):
    pass


@contextmanager
def connect():
    """A cursor in a transaction of its own: committed at the end, rolled back after an error."""
    try:
        connection = open_connection()
        try:
            with connection.cursor() as cursor:
                yield cursor
            connection.commit()
        finally:
            connection.close()
    except (pymysql.err.OperationalError, pymysql.err.InterfaceError) as error:
        if error.args[0] in (1213, 1020):
            raise
        raise DatabaseAway() from error


def open_connection():
    return pymysql.connect(
        host=URL.hostname,
        port=URL.port,
        user=URL.username,
        password=URL.password,
        database=URL.path[1:],
        cursorclass=pymysql.cursors.DictCursor,
        connect_timeout=2,
        read_timeout=2,
        write_timeout=2,
    )


def in_transaction(work):
    """Does the work again when the server ended it because of a deadlock."""
    for attempt in range(6):
        try:
            with connect() as cursor:
                return work(cursor)
        except pymysql.err.OperationalError:
            if attempt == 5:
                raise


def create_tables():
    with connect() as cursor:
        for table in TABLES:
            cursor.execute(table)
