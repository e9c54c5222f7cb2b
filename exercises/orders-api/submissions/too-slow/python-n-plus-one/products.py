import re

import pymysql

from database import connect
from rules import Problem

COLUMNS = "id, sku, name, price_cents AS priceCents, stock"
COLUMN_OF = {"name": "name", "priceCents": "price_cents"}


def find(product_id):
    with connect() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM products WHERE id = %s", [product_id])
        return cursor.fetchone()


def create(fields):
    product = {"stock": 0, **fields}
    try:
        with connect() as cursor:
            cursor.execute(
                "INSERT INTO products (sku, name, price_cents, stock) VALUES (%s, %s, %s, %s)",
                [product["sku"], product["name"], product["priceCents"], product["stock"]],
            )
            return {"id": cursor.lastrowid, **product}
    except pymysql.err.IntegrityError:
        raise Problem(409, "The sku is taken.")


def change(product_id, changes):
    with connect() as cursor:
        for name, value in changes.items():
            cursor.execute(f"UPDATE products SET {COLUMN_OF[name]} = %s WHERE id = %s", [value, product_id])
    return find(product_id)


def restock(product_id, quantity):
    with connect() as cursor:
        cursor.execute("UPDATE products SET stock = stock + %s WHERE id = %s", [quantity, product_id])
    return find(product_id)


def remove(product_id):
    try:
        with connect() as cursor:
            return cursor.execute("DELETE FROM products WHERE id = %s", [product_id]) == 1
    except pymysql.err.IntegrityError:
        raise Problem(409, "The product was ordered.")


def list_page(lowest, highest, cursor_text, limit):
    if not re.fullmatch(r"[0-9]{1,9}-[0-9]{1,10}", cursor_text or "0-0"):
        raise Problem(400, "cursor is not valid.")
    price, last_id = (cursor_text or "0-0").split("-")
    with connect() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM products WHERE price_cents BETWEEN %s AND %s"
            " AND (price_cents > %s OR (price_cents = %s AND id > %s)) ORDER BY price_cents, id LIMIT %s",
            [lowest, highest, price, price, last_id, limit],
        )
        return list(cursor.fetchall())


def cursor_of(product):
    return f"{product['priceCents']}-{product['id']}"
