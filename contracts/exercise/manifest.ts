import { Type, type Static } from 'typebox'
import { exact } from '../shapes.js'
import { LanguageSchema } from '../language.js'
import { LimitsSchema } from '../limits.js'
import { exerciseKinds } from './reference.js'
import { showLevels } from '../hidden-tests.js'
import { SuiteSchema } from './suite.js'

export const serviceNames = ['postgres', 'mariadb', 'redis'] as const
/** A disposable database or cache an exercise can ask for. */
export type ServiceName = (typeof serviceNames)[number]

/** What becomes of a learner's own tests: run and shown, counted in the score of quality as well, or not run. */
const ownTestsModes = ['shown', 'counted', 'off'] as const
export type OwnTestsMode = (typeof ownTestsModes)[number]

/** Whether all tests run once more where little failed. */
const secondRoundModes = ['on', 'off'] as const
export type SecondRoundMode = (typeof secondRoundModes)[number]

const weight = Type.Number({ minimum: 0, maximum: 100 })

/** `exercise.yaml`, as `docs/exercises.md` explains it. Unknown keys are refused. */
export const ManifestSchema = Type.Object(
  {
    slug: Type.String({ pattern: '^[a-z][a-z0-9-]{1,62}$', description: 'lower-case letters, digits and dashes' }),
    title: Type.String({ minLength: 1, maxLength: 120 }),
    description: Type.Optional(Type.String({ maxLength: 300 })),
    kind: Type.Optional(Type.Enum([...exerciseKinds])),
    languages: Type.Array(LanguageSchema, { minItems: 1, uniqueItems: true }),
    services: Type.Optional(Type.Array(Type.Enum([...serviceNames]), { uniqueItems: true })),
    weights: Type.Object({ correctness: weight, speed: weight, quality: weight }, exact),
    limits: Type.Optional(LimitsSchema),
    contract: Type.Optional(Type.Object({ points: Type.Number({ minimum: 0, maximum: 100 }) }, exact)),
    secondRound: Type.Optional(Type.Enum([...secondRoundModes])),
    quality: Type.Optional(Type.Object({ ownTests: Type.Optional(Type.Enum([...ownTestsModes])) }, exact)),
    /** What learners see of the planted bugs, where a bug itself does not say. */
    bugs: Type.Optional(Type.Object({ show: Type.Enum([...showLevels]) }, exact)),
    suites: Type.Optional(Type.Array(SuiteSchema, { minItems: 1, maxItems: 20 })),
  },
  exact,
)
export type Manifest = Static<typeof ManifestSchema>

/** Points of the test that every response matches `openapi.yaml`, where the manifest names none. */
export const defaultContractPoints = 5
