import { Type, type TSchema } from 'typebox'
import { inboundLimits } from './inbound-limits.js'

/** Control and invisible characters, separators of lines, and halves of characters, which a database cannot hold. */
export const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/** As `hidden`, but names may have the joiners and direction marks that some scripts are written with. */
export const hiddenInNames = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufeff]/u

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
