import { Type, type Static } from 'typebox'
import { exact } from '../shapes.js'
import { showLevels } from '../hidden-tests.js'
import type { PostmanRequest } from './postman-collection.js'

const suiteRunners = ['newman', 'mocha', 'jest', 'pytest'] as const
export type SuiteRunner = (typeof suiteRunners)[number]

/**
 * Facts of tests by pattern. A pattern is the names above a test and its title, joined by ` / `; `*` stands for any
 * text.
 */
const byPattern = <T extends Parameters<typeof Type.Record>[1]>(value: T) =>
  Type.Optional(Type.Record(Type.String({ minLength: 1 }), value))
const hiddenPath = Type.String({ pattern: '^hidden/[^/].*$', maxLength: 300, description: 'a path in hidden/' })

/** A suite written for another runner, used as it is: an entry of `suites` in `exercise.yaml`. */
export const SuiteSchema = Type.Object(
  {
    runner: Type.Enum([...suiteRunners]),
    /** A file, or for runners other than newman a folder. */
    path: hiddenPath,
    /** Postman environment; for newman only. */
    environment: Type.Optional(hiddenPath),
    /** One more name for the variable with the address of the service, where the suite has its own. */
    baseUrlName: Type.Optional(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,60}$' })),
    points: byPattern(Type.Number({ minimum: 0, maximum: 1000 })),
    hints: byPattern(Type.String({ minLength: 1, maxLength: 2000 })),
    show: byPattern(Type.Enum([...showLevels])),
  },
  exact,
)

/** `requests` are the tests of a Postman collection: of the other runners, only the runner itself can tell. */
export type Suite = Static<typeof SuiteSchema> & { requests?: readonly PostmanRequest[] }

/** Whether the examiner sees the responses, so that they can be compared with `openapi.yaml`. */
export const seesResponses = ({ runner }: { runner: SuiteRunner }): boolean => runner === 'newman'
