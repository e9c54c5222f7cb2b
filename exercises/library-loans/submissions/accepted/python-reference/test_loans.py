from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from library import send


def add(**fields):
    return send("POST", "/books", {"title": "Emma", "author": "Jane Austen", **fields}).json()


def lend(book, headers=None, **fields):
    return send("POST", "/loans", {"book": book["id"], "member": "ada", **fields}, headers)


def available(book):
    return send("GET", f"/books/{book['id']}").json()["available"]


def test_a_loan_takes_a_copy_and_a_return_gives_it_back_once():
    book = add(copies=2)
    answer = lend(book)
    loan = answer.json()
    assert answer.status_code == 201
    assert available(book) == 1
    returned = send("POST", f"/loans/{loan['id']}/return")
    assert returned.status_code == 200 and returned.json()["returnedAt"]
    assert send("POST", f"/loans/{loan['id']}/return").json() == returned.json()
    assert available(book) == 2


def test_the_last_copy_is_lent_once_whoever_asks_at_the_same_moment():
    book = add()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: lend(book), range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]


def test_a_key_makes_one_loan():
    book = add(copies=3)
    first, second = (lend(book, {"Idempotency-Key": "one"}) for _ in range(2))
    assert second.json() == first.json()
    assert available(book) == 2


def test_a_book_that_is_lent_stays():
    book = add(copies=2)
    lend(book)
    assert send("DELETE", f"/books/{book['id']}").status_code == 409
    assert send("GET", f"/books/{book['id']}").status_code == 200


def test_fewer_copies_than_are_lent_are_refused():
    book = add(copies=2)
    lend(book)
    lend(book)
    assert send("PATCH", f"/books/{book['id']}", {"copies": 1}).status_code == 409


@pytest.mark.parametrize(
    ("borrowed", "days", "due"),
    [
        ("2028-02-27T10:00:00Z", 3, "2028-03-01"),
        ("2026-03-01T23:30:00-05:00", 1, "2026-03-03"),
        ("2026-03-02T00:30:00+02:00", 1, "2026-03-02"),
    ],
)
def test_a_loan_is_due_on_a_day_in_utc(borrowed, days, due):
    assert lend(add(), borrowedAt=borrowed, days=days).json()["dueOn"] == due


@pytest.mark.parametrize("fields", [{"days": 0}, {"days": 61}, {"member": " "}, {"borrowedAt": "yesterday"}])
def test_a_loan_that_cannot_be_is_refused(fields):
    assert lend(add(), **fields).status_code == 400


def test_loans_come_with_the_latest_first():
    book = add(copies=3)
    for day in ["02", "03", "01"]:
        lend(book, member="list", borrowedAt=f"2026-01-{day}T00:00:00Z")
    loans = send("GET", "/loans?member=list").json()["items"]
    assert [loan["borrowedAt"][:10] for loan in loans] == ["2026-01-03", "2026-01-02", "2026-01-01"]


@pytest.mark.parametrize("on", ["2026-01-14", "2026-01-15", "2026-01-17", "9999-12-31"])
def test_a_fine_grows_from_the_day_after_the_due_day(on):
    book = add(dailyFine=10_000)
    lend(book, member=f"fine-{on}", borrowedAt="2026-01-01T12:00:00Z", days=14)
    late = max(0, (date.fromisoformat(on) - date(2026, 1, 15)).days)
    assert send("GET", f"/members/fine-{on}/fine?on={on}").json()["cents"] == late * 10_000
