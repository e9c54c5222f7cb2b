from library import send

BOOK = {"title": "Emma", "author": "Jane Austen"}


def test_statuses():
    book = send("POST", "/books", BOOK)
    assert book.status_code == 201
    address = f"/books/{book.json()['id']}"
    assert send("GET", address).status_code == 200
    assert send("POST", "/books", {**BOOK, "title": " "}).status_code == 400
    assert send("GET", "/books?perPage=51").status_code == 400
    loan = send("POST", "/loans", {"book": book.json()["id"], "member": "ada"})
    assert loan.status_code == 201
    assert send("DELETE", address).status_code == 409
    assert send("POST", f"/loans/{loan.json()['id']}/return").status_code == 200
    assert send("DELETE", address).status_code == 204
    assert send("GET", address).status_code == 404
