import { Type, type Static } from 'typebox'
import type { Suite } from '../exercise/suite.js'
import { idPattern, showLevels } from '../hidden-tests.js'
import { exact, nullable, shortText } from '../shapes.js'
import { controlActions, examinerLimits, textLimits } from './bounds.js'
import { faultLine, line, notReady } from './examiner-lines.js'

/**
 * The lines between worker and examiner: one JSON object a line, stdin in, stdout out.
 * Every line out carries the run's nonce; whatever does not parse is a fault of ours, never a result.
 */

export const HiddenTestSchema = Type.Object(
  {
    id: Type.String({ pattern: idPattern }),
    title: shortText(textLimits.title),
    group: shortText(textLimits.group),
    points: Type.Number({ minimum: 0, maximum: 1000 }),
    hint: nullable(shortText(textLimits.hint)),
    show: Type.Enum([...showLevels]),
    file: shortText(textLimits.file),
  },
  exact,
)
export type HiddenTest = Static<typeof HiddenTestSchema>

/** The others only ask about the subject: `subject.wait` for how many milliseconds more it may take to start. */
const notedActions = controlActions.filter((action) => action !== 'subject.check' && action !== 'subject.wait')
const ControlsSchema = Type.Array(
  Type.Object({ action: Type.Enum(notedActions), service: Type.Optional(shortText(40)) }, exact),
  { maxItems: examinerLimits.controls },
)
/** What a test did to the subject or to a service; `service` names the latter. */
export type NotedControl = Static<typeof ControlsSchema>[number]

/** One request to the subject and what came back, bodies cut to an excerpt. */
export const ExchangeSchema = Type.Object(
  {
    method: shortText(20),
    path: shortText(4096),
    requestHeaders: Type.Record(Type.String(), Type.String()),
    requestBody: nullable(shortText(4096)),
    status: nullable(Type.Integer()),
    responseHeaders: Type.Record(Type.String(), Type.String()),
    responseBody: nullable(shortText(4096)),
    ms: Type.Number(),
    error: nullable(shortText(textLimits.reason)),
    /** How many requests came between this and the exchange before, and were not kept. */
    missing: Type.Optional(Type.Integer({ minimum: 1 })),
    /** What the test did to the pod since the exchange before. */
    before: Type.Optional(ControlsSchema),
    /** What it did after its last exchange. */
    after: Type.Optional(ControlsSchema),
  },
  exact,
)
export type Exchange = Static<typeof ExchangeSchema>

export const ExaminerLineSchema = Type.Union([
  line('test', { test: HiddenTestSchema }),
  line('loaded', { total: Type.Integer() }),
  line('ready', { ms: Type.Number() }),
  line('not-ready', notReady),
  line('test-started', { id: Type.String() }),
  line('test-ended', {
    id: Type.String(),
    outcome: Type.Enum(['passed', 'failed', 'not-run']),
    message: nullable(shortText(textLimits.message)),
    ms: Type.Number(),
    transcript: Type.Array(ExchangeSchema, { maxItems: examinerLimits.exchanges }),
    /** It failed because another process held the port of a member of the pod. */
    isPortTaken: Type.Optional(Type.Boolean()),
  }),
  line('control', {
    id: Type.Integer(),
    action: Type.Enum([...controlActions]),
    service: Type.Optional(shortText(40)),
  }),
  line('done', { timedOut: Type.Optional(Type.Boolean()) }),
  faultLine,
])
export type ExaminerLine = Static<typeof ExaminerLineSchema>

/** How the examiner reaches a service: by a unix socket on a volume the subject does not have. */
export interface ServiceAccess {
  host?: string
  path?: string
  username?: string
  password?: string
}

/** A port that must be held by one UID only. */
export interface ExpectedListener {
  name: string
  port: number
  uid: number
}

/** Lines in: files first, then `load`, then (once the subject was started) `examine`; replies in between. */
export type ExaminerInput =
  | { type: 'file'; path: string; content: string }
  | { type: 'load'; nonce: string; seed: string; contractPoints: number; suites: readonly Suite[] }
  | {
      type: 'examine'
      port: number
      listeners: readonly ExpectedListener[]
      startMs: number
      checkMs: number
      services: Record<string, ServiceAccess>
    }
  | { type: 'reply'; id: number; ok: boolean; detail: string }

export type ExamineRequest = Extract<ExaminerInput, { type: 'examine' }>
export type ControlReply = Extract<ExaminerInput, { type: 'reply' }>
