import re

from flask import Blueprint, request

from .fields import integer, read_fields, read_id, text
from .page_query import read_cursor, read_integer, read_limit, to_page
from .problem import Problem

HIGHEST_PRICE = 999_999_999
POSITION = ["priceCents", "id"]


def check_sku(value):
    is_sku = isinstance(value, str) and re.fullmatch(r"[A-Z0-9-]{1,40}", value)
    return None if is_sku else "must be 1 to 40 of A-Z, 0-9 and -"


CHANGEABLE = {"name": text(200), "priceCents": integer(0, 10_000_000)}
SETTABLE = {"sku": check_sku, **CHANGEABLE, "stock": integer(0, 1_000_000)}
QUANTITY = {"quantity": integer(1, 1000)}


def create_product_routes(store):
    routes = Blueprint("products", __name__)

    @routes.post("/products")
    def create():
        product = store.create(read_fields(request, SETTABLE, required=["sku", "name", "priceCents"]))
        if product is None:
            raise Problem(409, "The sku is taken.")
        return product, 201, {"Location": f"/products/{product['id']}"}

    @routes.get("/products")
    def list_page():
        limit = read_limit(request.args)
        products = store.list(
            from_cents=read_integer(request.args, "minPriceCents", 0, 0, HIGHEST_PRICE),
            to_cents=read_integer(request.args, "maxPriceCents", HIGHEST_PRICE, 0, HIGHEST_PRICE),
            after=read_cursor(request.args, POSITION),
            limit=limit + 1,
        )
        return to_page(products, limit, POSITION)

    @routes.get("/products/<product_id>")
    def read(product_id):
        return found(store.find(read_id(product_id)))

    @routes.patch("/products/<product_id>")
    def change(product_id):
        number = read_id(product_id)
        return found(store.change(number, read_fields(request, CHANGEABLE, required=[])))

    @routes.post("/products/<product_id>/restock")
    def restock(product_id):
        number = read_id(product_id)
        return found(store.restock(number, read_fields(request, QUANTITY, required=["quantity"])["quantity"]))

    @routes.delete("/products/<product_id>")
    def remove(product_id):
        found(store.remove(read_id(product_id)))
        return "", 204

    return routes


def found(product):
    if not product:
        raise Problem(404, "There is no such product.")
    return product
