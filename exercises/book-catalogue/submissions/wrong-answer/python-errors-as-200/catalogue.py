from threading import Lock
from uuid import uuid4

from problems import Problem


class Catalogue:
    """The books of the library, and who has which copy."""

    def __init__(self):
        self._lock = Lock()
        self._books = {}
        self._loans = {}

    def add(self, book):
        with self._lock:
            if book["isbn"] in self._books:
                raise Problem(409, "This ISBN is in the catalogue already.")
            self._books[book["isbn"]] = book
            return self._describe(book)

    def read(self, isbn):
        with self._lock:
            return self._describe(self._find(isbn))

    def list(self, author, limit, offset):
        with self._lock:
            matching = [book for book in self._books.values() if author is None or book["author"].lower() == author.lower()]
            matching.sort(key=lambda book: book["title"])
            return {"items": [self._describe(book) for book in matching[offset : offset + limit]], "total": len(matching)}

    def change(self, isbn, book):
        with self._lock:
            self._find(isbn)
            if book["copies"] < self._count_loans(isbn):
                raise Problem(409, "More copies than that are lent.")
            self._books[isbn] = book
            return self._describe(book)

    def remove(self, isbn):
        with self._lock:
            self._find(isbn)
            if self._count_loans(isbn) > 0:
                raise Problem(409, "Some copies of this book are lent.")
            del self._books[isbn]

    def lend(self, isbn, borrower):
        with self._lock:
            if self._describe(self._find(isbn))["available"] == 0:
                raise Problem(409, "All copies of this book are lent.")
            loan = {"id": str(uuid4()), "isbn": isbn, "borrower": borrower}
            self._loans[loan["id"]] = loan
            return loan

    def take_back(self, loan_id):
        with self._lock:
            if self._loans.pop(loan_id, None) is None:
                raise Problem(404, "There is no such loan.")

    def _find(self, isbn):
        if isbn not in self._books:
            raise Problem(404, "There is no such book.")
        return self._books[isbn]

    def _describe(self, book):
        return {**book, "available": book["copies"] - self._count_loans(book["isbn"])}

    def _count_loans(self, isbn):
        return sum(loan["isbn"] == isbn for loan in self._loans.values())
