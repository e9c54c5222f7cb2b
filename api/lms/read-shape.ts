import { isUtf8 } from 'node:buffer'
import { type TSchema, Type } from 'typebox'
import { Pointer } from 'typebox/value'
import type { ProblemDetail } from '../../contracts/errors.js'
import { escapeLine } from '../../contracts/escape.js'
import { leftOutName } from '../../contracts/left-out.js'
import { uploadLimits } from '../../contracts/limits.js'
import { UploadLedger } from '../../storage/archive/upload-ledger.js'
import { RejectedUpload } from '../../storage/rejected-upload.js'
import { scanJson } from '../http/check-input.js'
import { inboundLimits, malformedWebhook } from './adapter.js'

interface ShapeError {
  keyword: string
  instancePath: string
  message: string
  params: unknown
}

/** A compiled schema. */
interface Shape<T> {
  Check(value: unknown): value is T
  Errors(value: unknown): readonly ShapeError[]
}

const SHOWN_ERRORS = 10

/**
 * Gives `value` its type. Throws `CallerError` `webhook-malformed`, which names each wrong member and what it must be.
 */
export function readShape<T>(shape: Shape<T>, value: unknown): T {
  if (shape.Check(value)) return value
  const errors = shape
    .Errors(value)
    .filter(isTelling)
    .slice(0, SHOWN_ERRORS)
    .map((error) => explain(error, value))
  const [first] = errors
  throw malformedWebhook(
    first ? `${first.pointer || 'The body'} ${first.detail}.` : 'The body does not have the documented form.',
    errors,
  )
}

/** Not the alternatives that stand for "may be left out", nor what another error says already. */
const isTelling = ({ keyword, params }: ShapeError) =>
  keyword !== 'anyOf' && keyword !== 'additionalProperties' && (params as { type?: string }).type !== 'null'

function explain(error: ShapeError, value: unknown): ProblemDetail {
  const pointer = escapeLine(error.instancePath.slice(0, 200))
  if (error.keyword === 'boolean') return { pointer, detail: 'is not a known key' }
  const isText = error.keyword === 'type' && (error.params as { type?: string }).type === 'string'
  if (isText && typeof Pointer.Get(value as object, error.instancePath) === 'number') {
    return { pointer, detail: 'must be a string: as a number, an id loses digits beyond 2^53' }
  }
  return { pointer, detail: error.message }
}

/** Control and invisible characters, separators of lines, and halves of characters, which a database cannot hold. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/** As `hidden`, but names may have the joiners and direction marks that some scripts are written with. */
const hiddenInNames = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufeff]/u

const isWithin = (value: string, length: number) => value.length >= 1 && value.length <= length

const { keyLength } = inboundLimits

/** An id of the LMS: any text that can be told apart by eye. */
export const KeyShape = Type.Refine(
  Type.String(),
  (value) => isWithin(value, keyLength) && !hidden.test(value) && value.trim() === value,
  () => `must have 1 to ${keyLength} characters, without control or invisible characters or spaces at its ends`,
)

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

/** A moment; without its distance from UTC it would be a different one on each machine. */
export const InstantShape = Type.Refine(
  Type.String(),
  (value) => INSTANT.test(value) && !Number.isNaN(Date.parse(value)),
  () => 'must be a time such as 2026-03-01T09:30:00Z, with Z or an offset from UTC',
)

/** 1 for the first hand-in; the end is far beyond any course and fits the database. */
export const AttemptShape = Type.Integer({ minimum: 1, maximum: 1_000_000 })

/** A member that may be left out or be `null`, which mean the same. */
export const orAbsent = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Union([schema, Type.Null()]))

/**
 * Parses JSON that somebody signed, refusing all that two parsers may read differently: a key twice in one object
 * (`JSON.parse` takes the last, others the first), text that is not UTF-8, a byte order mark; and, before it is parsed,
 * what is only there to cost time: great depth and great numbers of members. Throws `CallerError` `webhook-malformed`.
 */
export function parseSignedJson(content: Buffer): unknown {
  if (!isUtf8(content)) throw malformedWebhook('The body is not UTF-8 text.')
  const text = content.toString('utf8')
  const excess = scanJson(text, inboundLimits, admitKey)
  if (excess) throw malformedWebhook(`The body ${excess}.`)
  return parse(text)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformedWebhook('The body is not JSON, or starts with a byte order mark.')
  }
}

function admitKey(quoted: string, siblings: Set<string>): void {
  const key = quoted.includes('\\') ? (parse(quoted) as string) : quoted.slice(1, -1)
  if (siblings.has(key))
    throw malformedWebhook(`The key "${escapeLine(key.slice(0, 100))}" appears twice in one object; send it once.`)
  siblings.add(key)
}

/** What of an LMS's words about a person is kept, and what was done to it. */
export interface PersonText {
  text: string | null
  note: string | null
}

const EMAIL_LENGTH = 254
const SPACES = /\s+/g

/**
 * The name of a person in any script, without control characters and marks that turn text around, no longer than a name
 * may be. `null` where nothing is left: nobody's work is lost for the sake of a name.
 */
export function readName(value: unknown): PersonText {
  if (value === undefined || value === null) return { text: null, note: null }
  if (typeof value !== 'string') return { text: null, note: 'The name of the learner is not text and was ignored.' }
  const clean = value.replace(new RegExp(hiddenInNames, 'gu'), ' ').replace(SPACES, ' ').trim()
  const text = cut(clean, inboundLimits.nameLength)
  if (text === '') return { text: null, note: 'The name of the learner is empty and was ignored.' }
  if (text !== clean)
    return { text, note: `The name of the learner was cut to ${inboundLimits.nameLength} characters.` }
  return {
    text,
    note: text === value ? null : 'The name of the learner contained invalid characters, which were removed.',
  }
}

/** An e-mail address; `null` for what is none. */
export function readEmail(value: unknown): PersonText {
  if (value === undefined || value === null) return { text: null, note: null }
  const text = typeof value === 'string' ? value.trim() : ''
  if (isEmail(text)) return { text, note: null }
  return {
    text: null,
    note:
      text === ''
        ? 'The email address of the learner is empty and was ignored.'
        : 'The email address of the learner is not valid and was ignored.',
  }
}

/** Only as much as it takes to tell an address from something else. */
const isEmail = (text: string) => text.length <= EMAIL_LENGTH && !hidden.test(text) && /^[^\s@]+@[^\s@]+$/.test(text)

/** Never through the middle of a character. */
const cut = (text: string, length: number) =>
  text
    .slice(0, length)
    .replace(/[\ud800-\udbff]$/, '')
    .trim()

/**
 * Why the first of the files of a hand-in is refused that an upload could not have either, by its name or its number.
 */
export function findNameFault(names: readonly string[]): RejectedUpload | null {
  const ledger = new UploadLedger(uploadLimits, leftOutName)
  for (const name of names) {
    try {
      if (!ledger.leavesOut(name)) ledger.admitFile(name)
    } catch (error) {
      if (error instanceof RejectedUpload) return error
      throw error
    }
  }
  return null
}
