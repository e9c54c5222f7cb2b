import pytest

from library import send


def add(**fields):
    return send("POST", "/books", {"title": "Emma", "author": "Jane Austen", **fields})


def titles(query):
    return [book["title"] for book in send("GET", f"/books?{query}").json()["items"]]


def test_a_new_book_has_an_address_and_defaults():
    answer = add(title=" Persuasion ")
    book = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"].endswith(f"/books/{book['id']}")
    assert book == {"id": book["id"], "title": "Persuasion", "author": "Jane Austen", "copies": 1, "dailyFine": 25, "available": 1}
    assert send("GET", f"/books/{book['id']}").json() == book


@pytest.mark.parametrize(
    "fields",
    [{"title": "  "}, {"title": "x" * 201}, {"author": ""}, {"copies": 0}, {"copies": 1001}, {"dailyFine": -1}, {"dailyFine": 10_001}, {"title": None}],
)
def test_a_book_that_breaks_a_rule_is_refused(fields):
    assert add(**fields).status_code == 400


def test_a_list_is_cut_into_pages_by_title_whatever_its_case():
    for title in ["delta", "Bravo", "alpha", "Echo", "charlie"]:
        add(title=title, author="Page Author")
    assert titles("author=page%20author&perPage=2") == ["alpha", "Bravo"]
    assert titles("author=page%20author&perPage=2&page=2") == ["charlie", "delta"]
    assert titles("author=page%20author&perPage=2&page=3") == ["Echo"]
    body = send("GET", "/books?author=page%20author&perPage=2").json()
    assert (body["page"], body["pages"], body["total"]) == (1, 3, 5)


@pytest.mark.parametrize("query", ["perPage=51", "perPage=0", "page=0", "page=x"])
def test_a_page_that_cannot_be_is_refused(query):
    assert send("GET", f"/books?{query}").status_code == 400


def test_a_change_leaves_what_it_does_not_name():
    book = add(copies=3, dailyFine=90).json()
    changed = send("PATCH", f"/books/{book['id']}", {"title": "Sanditon"})
    assert changed.status_code == 200
    assert changed.json() == {**book, "title": "Sanditon"}


def test_a_removed_book_is_gone_everywhere():
    book = add(author="Removed").json()
    assert send("DELETE", f"/books/{book['id']}").status_code == 204
    assert send("GET", f"/books/{book['id']}").status_code == 404
    assert send("DELETE", f"/books/{book['id']}").status_code == 404
    assert titles("author=Removed") == []


def test_no_title_becomes_markup():
    book = add(title="<b>Tom & Jerry</b>").json()
    card = send("GET", f"/books/{book['id']}/card")
    assert card.headers["content-type"].startswith("text/html")
    assert "<b>" not in card.text
    assert "&lt;b&gt;" in card.text
