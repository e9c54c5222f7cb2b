from sqlalchemy import bindparam, text
from sqlalchemy.exc import IntegrityError

from .database import DUPLICATE_KEY, error_number
from .fields import raise_invalid
from .problem import Problem

COLUMNS = "id, customer, status, total_cents AS totalCents"
NEWEST = 2**31

FIND = text(f"SELECT {COLUMNS} FROM orders WHERE id = :id")
FIND_BY_KEY = text(f"SELECT {COLUMNS} FROM orders WHERE idempotency_key = :key")
LIST = text(
    f"SELECT {COLUMNS} FROM orders WHERE id < :before AND (:customer IS NULL OR customer = :customer)"
    " ORDER BY id DESC LIMIT :limit"
)
FIND_LINES = text(
    "SELECT order_id, product_id AS productId, quantity, price_cents AS priceCents"
    " FROM order_lines WHERE order_id IN :ids ORDER BY order_id, product_id"
).bindparams(bindparam("ids", expanding=True))
INSERT = text(
    "INSERT INTO orders (customer, status, total_cents, idempotency_key) VALUES (:customer, 'open', 0, :key)"
)
LOCK_PRODUCTS = text(
    "SELECT id, price_cents, stock FROM products WHERE id IN :ids ORDER BY id FOR UPDATE"
).bindparams(bindparam("ids", expanding=True))
TAKE = text("UPDATE products SET stock = stock - :quantity WHERE id = :productId")
INSERT_LINE = text(
    "INSERT INTO order_lines (order_id, product_id, quantity, price_cents)"
    " VALUES (:order_id, :productId, :quantity, :priceCents)"
)
SET_TOTAL = text("UPDATE orders SET total_cents = :total WHERE id = :id")
CLOSE = text("UPDATE orders SET status = :status WHERE id = :id AND status = 'open'")
GIVE_BACK = text(
    "UPDATE products p JOIN order_lines l ON l.product_id = p.id SET p.stock = p.stock + l.quantity"
    " WHERE l.order_id = :id"
)
DELETE_CANCELLED = text("DELETE FROM orders WHERE id = :id AND status = 'cancelled'")


class OrderStore:
    def __init__(self, database):
        self._database = database

    def find(self, order_id):
        return self._database.run(lambda connection: read_one(connection, FIND, {"id": order_id}))

    def list(self, customer, before, limit):
        """Newest first; `before` is the last id of the page before."""
        values = {"customer": customer, "before": before or NEWEST, "limit": limit}
        return self._database.run(lambda connection: read_orders(connection, LIST, values))

    def place(self, customer, lines, key):
        """The order and whether it is new: a key that was used leads to the order it was used for."""

        def work(connection):
            # The key is written first: whoever comes second with it waits here until the first is done.
            order_id = insert_order(connection, customer, key)
            if order_id is None:
                return read_one(connection, FIND_BY_KEY, {"key": key}), False
            priced = take_from_stock(connection, lines)
            total = sum(line["quantity"] * line["priceCents"] for line in priced)
            connection.execute(INSERT_LINE, [{"order_id": order_id, **line} for line in priced])
            connection.execute(SET_TOTAL, {"id": order_id, "total": total})
            return {"id": order_id, "customer": customer, "status": "open", "totalCents": total, "lines": priced}, True

        return self._database.run(work)

    def close(self, order_id, status):
        """Makes an open order `paid` or `cancelled`; whether it was open."""

        def work(connection):
            is_closed = connection.execute(CLOSE, {"id": order_id, "status": status}).rowcount == 1
            if is_closed and status == "cancelled":
                connection.execute(GIVE_BACK, {"id": order_id})
            return is_closed

        return self._database.run(work)

    def remove_cancelled(self, order_id):
        return self._database.run(lambda connection: connection.execute(DELETE_CANCELLED, {"id": order_id}).rowcount == 1)


def insert_order(connection, customer, key):
    """The new order's id, or None when there is an order with this key."""
    try:
        return connection.execute(INSERT, {"customer": customer, "key": key}).lastrowid
    except IntegrityError as error:
        if error_number(error) == DUPLICATE_KEY:
            return None
        raise


def take_from_stock(connection, lines):
    """Locks the products, by ascending id as everybody does, and takes what is ordered. Returns lines with prices."""
    quantities = {line["productId"]: line["quantity"] for line in lines}
    products = connection.execute(LOCK_PRODUCTS, {"ids": list(quantities)}).all()
    if len(products) < len(quantities):
        raise_invalid({"lines": "name a product that does not exist"})
    short = [product for product in products if product.stock < quantities[product.id]]
    if short:
        shortages = [{"productId": product.id, "available": product.stock} for product in short]
        raise Problem(409, "Not enough in stock.", shortages=shortages)
    priced = [
        {"productId": product.id, "quantity": quantities[product.id], "priceCents": product.price_cents}
        for product in products
    ]
    for line in priced:
        connection.execute(TAKE, line)
    return priced


def read_one(connection, statement, values):
    orders = read_orders(connection, statement, values)
    return orders[0] if orders else None


def read_orders(connection, statement, values):
    """The orders with the lines of all of them, read at once."""
    orders = {row["id"]: {**row, "lines": []} for row in connection.execute(statement, values).mappings()}
    if orders:
        for row in connection.execute(FIND_LINES, {"ids": list(orders)}).mappings():
            line = dict(row)
            orders[line.pop("order_id")]["lines"].append(line)
    return list(orders.values())
