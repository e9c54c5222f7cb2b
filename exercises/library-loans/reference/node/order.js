const fold = (text) => text.toLowerCase()

/** By title, whatever its case; books of one title in the order in which they came. */
export function compareBooks(one, other) {
  const [a, b] = [fold(one.title), fold(other.title)]
  if (a === b) return one.id - other.id
  return a < b ? -1 : 1
}

export const isBy = (book, author) => fold(book.author) === fold(author)
