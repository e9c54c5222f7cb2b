import { Type, type Static } from 'typebox'
import { EditsSchema } from './edits.js'
import { LanguageSchema, type Language } from './language.js'
import { showLevels, type ShowLevel } from './show-level.js'
import type { SourceTree } from './source-tree.js'

/** `bugs/<name>/bug.yaml`, as `docs/exercises.md` explains it. Unknown keys are refused. */
export const BugFileSchema = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 300 }),
    description: Type.Optional(Type.String({ maxLength: 2000 })),
    /** The language of the reference that the bug is planted in; the first that has one where absent. */
    language: Type.Optional(LanguageSchema),
    points: Type.Optional(Type.Number({ minimum: 0, maximum: 1000 })),
    show: Type.Optional(Type.Enum([...showLevels])),
    /** What makes the bug. */
    edits: EditsSchema,
  },
  { additionalProperties: false },
)
export type BugFile = Static<typeof BugFileSchema>

/** A service that is right but for one planted bug. */
export interface Bug {
  /** The folder's name: the id under which a report lists it. */
  name: string
  title: string
  language: Language
  points: number
  show: ShowLevel
  /** The whole service: the reference with the bug's edits. */
  files: SourceTree
}

export const defaultBugPoints = 1

/** Each bug is a run of its own, so their number decides how long a suite takes to grade. */
export const mostBugs = 40
