import re

from flask import Blueprint, request

from .fields import LARGEST_ID, integer, read_fields, read_id, text
from .page_query import read_cursor, read_limit, to_page
from .problem import Problem

POSITION = ["id"]
check_product_id = integer(1, LARGEST_ID)
check_quantity = integer(1, 1000)


def check_lines(lines):
    if not isinstance(lines, list) or not 1 <= len(lines) <= 20:
        return "must be a list of 1 to 20 lines"
    if not all(is_line(line) for line in lines):
        return "must have a productId and a quantity from 1 to 1000 in each line, and nothing else"
    if len({line["productId"] for line in lines}) < len(lines):
        return "must name each product once"
    return None


def is_line(line):
    if not isinstance(line, dict) or set(line) != {"productId", "quantity"}:
        return False
    return not check_product_id(line["productId"]) and not check_quantity(line["quantity"])


FIELDS = {"customer": text(100), "lines": check_lines}


def create_order_routes(store):
    routes = Blueprint("orders", __name__)

    @routes.post("/orders")
    def create():
        fields = read_fields(request, FIELDS, required=["customer", "lines"])
        order, is_new = store.place(fields["customer"], fields["lines"], read_key())
        return (order, 201, {"Location": f"/orders/{order['id']}"}) if is_new else order

    @routes.get("/orders")
    def list_page():
        limit = read_limit(request.args)
        after = read_cursor(request.args, POSITION)
        orders = store.list(request.args.get("customer"), before=after["id"] if after else None, limit=limit + 1)
        return to_page(orders, limit, POSITION)

    @routes.get("/orders/<order_id>")
    def read(order_id):
        return found(store.find(read_id(order_id)))

    @routes.post("/orders/<order_id>/pay")
    def pay(order_id):
        return close(read_id(order_id), "paid")

    @routes.post("/orders/<order_id>/cancel")
    def cancel(order_id):
        return close(read_id(order_id), "cancelled")

    @routes.delete("/orders/<order_id>")
    def remove(order_id):
        number = read_id(order_id)
        if not store.remove_cancelled(number):
            raise Problem(409, f"The order is {found(store.find(number))['status']}.")
        return "", 204

    def close(number, status):
        is_closed = store.close(number, status)
        order = found(store.find(number))
        if not is_closed:
            raise Problem(409, f"The order is {order['status']}.")
        return order

    return routes


def found(order):
    if order is None:
        raise Problem(404, "There is no such order.")
    return order


def read_key():
    key = request.headers.get("Idempotency-Key")
    if key is not None and not re.fullmatch(r"[!-~]{1,100}", key):
        raise Problem(400, "Idempotency-Key must be 1 to 100 visible ASCII characters.")
    return key
