import { stripVTControlCharacters } from 'node:util'

/** Control characters (C0 but tab and line feed, C1), and what turns the direction of text or hides in it. */
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g

const visible = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * Text of a learner or a server made safe for a terminal: colours are dropped, every other control
 * or bidirectional character is shown as `\uXXXX`. Line feeds stay, tabs become two spaces.
 */
export function escapeText(text: string): string {
  const plain = stripVTControlCharacters(text.replaceAll('\r\n', '\n'))
  return plain.replaceAll('\t', '  ').replace(unsafe, visible)
}

/** As `escapeText`, for text that must stay on one line. */
export const escapeLine = (text: string): string => escapeText(text).replaceAll('\n', '\\n')

/** A copy of a JSON value with every string in it escaped, keys included. */
export function escapeDeep<T>(value: T): T {
  return map(value) as T
}

function map(value: unknown): unknown {
  if (typeof value === 'string') return escapeText(value)
  if (Array.isArray(value)) return value.map(map)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [escapeLine(key), map(item)]))
}

/** JSON, two spaces deep, in which no character can act on a terminal. Reads back as the same value. */
export const toSafeJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(unsafe, visible)
