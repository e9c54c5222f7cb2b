const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export const escape = (text) => text.replace(/[&<>"']/g, (letter) => entities[letter])

/** The card of a book, to be printed. */
export const drawCard = ({ title, author }) =>
  `<!doctype html><title>${escape(title)}</title><h1>${escape(title)}</h1><p>${escape(author)}</p>\n`
