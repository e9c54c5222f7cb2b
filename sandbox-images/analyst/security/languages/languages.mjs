import { csharp } from './csharp.mjs'
import { java } from './java.mjs'
import { javascript } from './javascript.mjs'
import { php } from './php.mjs'
import { python } from './python.mjs'

/** Node kinds as sets, so that asking for one takes no search. */
function prepare(table) {
  const sets = Object.entries(table).map(([key, value]) => [key, Array.isArray(value) ? new Set(value) : value])
  return Object.fromEntries(sets)
}

export const languages = {
  node: prepare(javascript),
  python: prepare(python),
  java: prepare(java),
  php: prepare(php),
  dotnet: prepare(csharp),
}
