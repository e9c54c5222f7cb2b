from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from .database import DUPLICATE_KEY, ROW_IS_REFERENCED, error_number
from .problem import Problem

COLUMNS = "id, sku, name, price_cents AS priceCents, stock"
COLUMN_OF = {"name": "name", "priceCents": "price_cents"}

FIND = text(f"SELECT {COLUMNS} FROM products WHERE id = :id")
INSERT = text("INSERT INTO products (sku, name, price_cents, stock) VALUES (:sku, :name, :priceCents, :stock)")
RESTOCK = text("UPDATE products SET stock = stock + :quantity WHERE id = :id")
DELETE = text("DELETE FROM products WHERE id = :id")
LIST = text(
    f"SELECT {COLUMNS} FROM products"
    " WHERE price_cents BETWEEN :from_cents AND :to_cents AND (price_cents > :after_cents OR id > :after_id)"
    " ORDER BY price_cents, id LIMIT :limit"
)


class ProductStore:
    def __init__(self, database):
        self._database = database

    def find(self, product_id):
        return self._database.run(lambda connection: find(connection, product_id))

    def create(self, fields):
        """The new product, or None when its sku is taken."""
        product = {"stock": 0, **fields}
        try:
            product_id = self._database.run(lambda connection: connection.execute(INSERT, product).lastrowid)
        except IntegrityError as error:
            if error_number(error) == DUPLICATE_KEY:
                return None
            raise
        return {"id": product_id, **product}

    def change(self, product_id, changes):
        assignments = ", ".join(f"{COLUMN_OF[name]} = :{name}" for name in changes)

        def work(connection):
            if changes:
                connection.execute(text(f"UPDATE products SET {assignments} WHERE id = :id"), {"id": product_id, **changes})
            return find(connection, product_id)

        return self._database.run(work)

    def restock(self, product_id, quantity):
        def work(connection):
            connection.execute(RESTOCK, {"id": product_id, "quantity": quantity})
            return find(connection, product_id)

        return self._database.run(work)

    def remove(self, product_id):
        """Whether there was something to remove."""
        try:
            return self._database.run(lambda connection: connection.execute(DELETE, {"id": product_id}).rowcount == 1)
        except IntegrityError as error:
            if error_number(error) == ROW_IS_REFERENCED:
                raise Problem(409, "The product was ordered.") from error
            raise

    def list(self, from_cents, to_cents, after, limit):
        """By price and id; `after` is where the page before ended."""
        after = after or {"priceCents": -1, "id": 0}
        values = {
            "from_cents": max(from_cents, after["priceCents"]),
            "to_cents": to_cents,
            "after_cents": after["priceCents"],
            "after_id": after["id"],
            "limit": limit,
        }
        return self._database.run(lambda connection: [dict(row) for row in connection.execute(LIST, values).mappings()])


def find(connection, product_id):
    row = connection.execute(FIND, {"id": product_id}).mappings().first()
    return dict(row) if row else None
