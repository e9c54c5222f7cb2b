/** A dotted name in one form for all languages: `$this->db::query` and `this?.db.query` as `this.db.query`. */
export const plainPath = (text) =>
  text
    .replace(/\s+/g, '')
    .replace(/\?->|->|::|\?\.|!\./g, '.')
    .replace(/\$(?=\w)/g, '')
    .replace(/<[\w,.?[\]]*>$/, '')

/** The last word of a dotted name. */
export const lastName = (path) => /([\w$]+)[\])!?]*$/.exec(path)?.[1] ?? ''

const quoteBefore = /^\s*[a-zA-Z$@]{0,3}("{3,}|'{3}|["'`])/
const quoteAfter = /("{3,}|'{3}|["'`])\s*$/

/** A literal without its quotes and prefixes. */
export const unquote = (text) => text.replace(quoteBefore, '').replace(quoteAfter, '')
export const dropOpeningQuote = (text) => text.replace(quoteBefore, '')
export const dropClosingQuote = (text) => text.replace(quoteAfter, '')
