from threading import Lock
from uuid import uuid4

from problems import Problem


class Catalogue:
    def __init__(self):
        self._lock = Lock()
        self._books = {}
        self._loans = {}

    def add(self, book):
        with self._lock:
            if book["isbn"] in self._books:
                raise Problem(409, "This ISBN is in the catalogue already.")
            self._books[book["isbn"]] = {**book, "available": book["copies"]}
            return self._books[book["isbn"]]

    def read(self, isbn):
        if isbn not in self._books:
            raise Problem(404, "There is no such book.")
        return self._books[isbn]

    def list(self, author, limit, offset):
        matching = [book for book in self._books.values() if author is None or book["author"].lower() == author.lower()]
        matching.sort(key=lambda book: book["title"])
        return {"items": matching[offset : offset + limit], "total": len(matching)}

    def change(self, isbn, book):
        with self._lock:
            lent = sum(loan["isbn"] == isbn for loan in self._loans.values())
            if book["copies"] < lent:
                raise Problem(409, "More copies than that are lent.")
            self._books[isbn] = {**book, "available": book["copies"]}
            return self._books[isbn]

    def remove(self, isbn):
        with self._lock:
            book = self.read(isbn)
            if book["available"] < book["copies"]:
                raise Problem(409, "Some copies of this book are lent.")
            del self._books[isbn]

    def lend(self, isbn, borrower):
        with self._lock:
            book = self.read(isbn)
            if book["available"] == 0:
                raise Problem(409, "All copies of this book are lent.")
            book["available"] -= 1
            loan = {"id": str(uuid4()), "isbn": isbn, "borrower": borrower}
            self._loans[loan["id"]] = loan
            return loan

    def take_back(self, loan_id):
        with self._lock:
            if loan_id not in self._loans:
                raise Problem(404, "There is no such loan.")
            self._books[self._loans[loan_id]["isbn"]]["available"] += 1
