from library import send


def test_a_book_that_was_added_can_be_read():
    book = send("POST", "/books", {"title": "Emma", "author": "Jane Austen"}).json()
    found = send("GET", f"/books/{book['id']}")
    assert found.status_code == 200
    assert found.json()["title"] == "Emma"
