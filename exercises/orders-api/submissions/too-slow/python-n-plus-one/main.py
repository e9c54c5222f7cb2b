from flask import Flask, request
from werkzeug.exceptions import HTTPException

import orders
import products
from database import DatabaseAway, connect, create_tables
from rules import Problem, answer_problem, read_integer, read_key, validate

app = Flask(__name__)
app.json.sort_keys = False
create_tables()

NEW_PRODUCT = ["sku", "name", "priceCents"]


def read_id(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def found(thing):
    if not thing:
        raise Problem(404, "Not found.")
    return thing


def answer_page(rows, limit, cursor_of):
    items = rows[:limit]
    return {"items": items, "next": cursor_of(items[-1]) if len(rows) > limit else None}


@app.get("/health")
def health():
    with connect() as cursor:
        cursor.execute("SELECT 1")
    return {"status": "ok"}


@app.post("/products")
def create_product():
    product = products.create(validate(request, [*NEW_PRODUCT, "stock"], required=NEW_PRODUCT))
    return product, 201, {"Location": f"/products/{product['id']}"}


@app.get("/products")
def list_products():
    limit = read_integer("limit", 20, 1, 100)
    lowest, highest = read_integer("minPriceCents", 0, 0, 10**9), read_integer("maxPriceCents", 10**9, 0, 10**9)
    rows = products.list_page(lowest, highest, request.args.get("cursor"), limit + 1)
    return answer_page(rows, limit, products.cursor_of)


@app.get("/products/<product_id>")
def read_product(product_id):
    return found(products.find(read_id(product_id)))


@app.patch("/products/<product_id>")
def change_product(product_id):
    changes = validate(request, ["name", "priceCents"])
    return found(products.change(read_id(product_id), changes))


@app.post("/products/<product_id>/restock")
def restock(product_id):
    quantity = validate(request, ["quantity"], required=["quantity"])["quantity"]
    return found(products.restock(read_id(product_id), quantity))


@app.delete("/products/<product_id>")
def delete_product(product_id):
    found(products.remove(read_id(product_id)))
    return "", 204


@app.post("/orders")
def create_order():
    body = validate(request, ["customer", "lines"], required=["customer", "lines"])
    order_id, is_new = orders.place(body["customer"], body["lines"], read_key())
    return orders.find(order_id), 201 if is_new else 200, {"Location": f"/orders/{order_id}"}


@app.get("/orders")
def list_orders():
    limit = read_integer("limit", 20, 1, 100)
    rows = orders.list_page(request.args.get("customer"), request.args.get("cursor"), limit + 1)
    return answer_page(rows, limit, lambda order: str(order["id"]))


@app.get("/orders/<order_id>")
def read_order(order_id):
    return found(orders.find(read_id(order_id)))


@app.post("/orders/<order_id>/pay")
def pay(order_id):
    return close(read_id(order_id), "paid")


@app.post("/orders/<order_id>/cancel")
def cancel(order_id):
    return close(read_id(order_id), "cancelled")


def close(order_id, status):
    is_closed = orders.close(order_id, status)
    order = found(orders.find(order_id))
    if not is_closed:
        raise Problem(409, f"The order is {order['status']}.")
    return order


@app.delete("/orders/<order_id>")
def delete_order(order_id):
    if not orders.remove(read_id(order_id)):
        raise Problem(409, f"The order is {found(orders.find(read_id(order_id)))['status']}.")
    return "", 204


@app.errorhandler(Problem)
def answer_own_problem(problem):
    return answer_problem(problem.status, str(problem), **problem.members)


@app.errorhandler(HTTPException)
def answer_http_error(error):
    response = answer_problem(error.code, error.name)
    response.headers.update({name: value for name, value in error.get_headers() if name == "Allow"})
    return response


@app.errorhandler(DatabaseAway)
def answer_away(error):
    response = answer_problem(503, "The database is away.")
    response.headers["Retry-After"] = "1"
    return response
