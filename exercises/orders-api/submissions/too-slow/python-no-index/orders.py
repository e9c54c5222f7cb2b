import pymysql

from database import connect, in_transaction
from rules import Problem, invalid

COLUMNS = "id, customer, status, total_cents AS totalCents"


def find(order_id):
    with connect() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM orders WHERE id = %s", [order_id])
        orders = add_lines(cursor, cursor.fetchall())
    return orders[0] if orders else None


def list_page(customer, cursor_text, limit):
    before = cursor_text or "2147483647"
    if not (before.isascii() and before.isdigit()):
        raise Problem(400, "cursor is not valid.")
    with connect() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM orders WHERE id < %s AND (%s IS NULL OR customer = %s) ORDER BY id DESC LIMIT %s",
            [before, customer, customer, limit],
        )
        return add_lines(cursor, cursor.fetchall())


def add_lines(cursor, orders):
    by_id = {order["id"]: {**order, "lines": []} for order in orders}
    if by_id:
        cursor.execute(
            "SELECT order_id, product_id AS productId, quantity, price_cents AS priceCents"
            " FROM order_lines WHERE order_id IN %s ORDER BY product_id",
            [list(by_id)],
        )
        for line in cursor.fetchall():
            by_id[line.pop("order_id")]["lines"].append(line)
    return list(by_id.values())


def place(customer, lines, key):
    return in_transaction(lambda cursor: place_in(cursor, customer, lines, key))


def place_in(cursor, customer, lines, key):
    try:
        cursor.execute("INSERT INTO orders (customer, status, idempotency_key) VALUES (%s, 'open', %s)", [customer, key])
    except pymysql.err.IntegrityError:
        cursor.execute("SELECT id FROM orders WHERE idempotency_key = %s", [key])
        return cursor.fetchone()["id"], False
    order_id = cursor.lastrowid
    total = 0
    for product, quantity in lock_products(cursor, lines):
        cursor.execute("UPDATE products SET stock = stock - %s WHERE id = %s", [quantity, product["id"]])
        cursor.execute(
            "INSERT INTO order_lines (order_id, product_id, quantity, price_cents) VALUES (%s, %s, %s, %s)",
            [order_id, product["id"], quantity, product["price_cents"]],
        )
        total += quantity * product["price_cents"]
    cursor.execute("UPDATE orders SET total_cents = %s WHERE id = %s", [total, order_id])
    return order_id, True


def lock_products(cursor, lines):
    quantities = {line["productId"]: line["quantity"] for line in lines}
    cursor.execute("SELECT id, price_cents, stock FROM products WHERE id IN %s ORDER BY id FOR UPDATE", [list(quantities)])
    products = cursor.fetchall()
    check_stock(products, quantities)
    return [(product, quantities[product["id"]]) for product in products]


def check_stock(products, quantities):
    if len(products) < len(quantities):
        raise invalid(["lines"])
    shortages = [
        {"productId": product["id"], "available": product["stock"]}
        for product in products
        if product["stock"] < quantities[product["id"]]
    ]
    if shortages:
        raise Problem(409, "Not enough in stock.", shortages=shortages)


def close(order_id, status):
    return in_transaction(lambda cursor: close_in(cursor, order_id, status))


def close_in(cursor, order_id, status):
    is_closed = cursor.execute("UPDATE orders SET status = %s WHERE id = %s AND status = 'open'", [status, order_id]) == 1
    if is_closed and status == "cancelled":
        cursor.execute(
            "UPDATE products p JOIN order_lines l ON l.product_id = p.id SET p.stock = p.stock + l.quantity"
            " WHERE l.order_id = %s",
            [order_id],
        )
    return is_closed


def remove(order_id):
    with connect() as cursor:
        return cursor.execute("DELETE FROM orders WHERE id = %s AND status = 'cancelled'", [order_id]) == 1
