import { stripVTControlCharacters } from 'node:util'

/**
 * Control, format (bidirectional, invisible), private and unassigned characters, and separators of lines, but no line
 * feed.
 */
const unsafe = /(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu

/** As JSON escapes it, so that the same form serves text and JSON. */
const visible = (character: string) =>
  [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('')

/**
 * Text of a learner or a server made safe for terminals and pages: colours are dropped, every other control
 * or bidirectional character is shown as `\uXXXX`. Line feeds stay, tabs become two spaces.
 */
export function escapeText(text: string): string {
  const plain = stripVTControlCharacters(text.replaceAll('\r\n', '\n'))
  return plain.replaceAll('\t', '  ').replace(unsafe, visible)
}

/** As `escapeText`, for text that must stay on one line. */
export const escapeLine = (text: string): string => escapeText(text).replaceAll('\n', '\\n')

/**
 * Shows what could act or hide in text, character by character; tabs and line feeds stay. For whole pages, where a
 * colour cannot be told from its markup.
 */
export const showControls = (text: string): string =>
  text.replace(unsafe, (character) => (character === '\t' ? '\t' : visible(character)))

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
export const toSafeJson = (value: unknown): string => JSON.stringify(value, null, 2).replace(unsafe, visible)
