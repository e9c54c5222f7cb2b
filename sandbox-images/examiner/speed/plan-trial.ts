import type { PlannedRequest, Random } from '../kit/author-types.js'
import { presentResponse } from '../kit/fixtures/create-http.js'
import { createRandom } from '../kit/fixtures/create-random.js'
import { encodeRequest, type SentRequest } from '../kit/http/encode-request.js'
import type { RegisteredScenario, RequestKind } from '../kit/register.js'
import { AuthorMistake, findPlace } from '../kit/test-failure.js'
import type { LoadRequest, WholeAnswer } from '../load/run-load.js'
import { describeFailure } from '../runner/describe-failure.js'

const plannedOptions = new Set(['method', 'path', 'json', 'body', 'headers', 'expected'])

/** What the client sends by itself. */
const shape = { 'user-agent': 'node', 'accept-encoding': 'identity', accept: 'application/json, */*' }

/**
 * Runtimes compile after so many requests, however fast these come. No trial begins before the last one is answered, so
 * a slow service is not drowned either.
 */
const warmUpHaste = 2

/** A request of a trial: its kind, what its author made, and how it is sent. */
export interface TrialRequest extends LoadRequest {
  kind: string
  asked: PlannedRequest
}

export interface Trial {
  planned: TrialRequest[]
  dueMs: number[]
}

/**
 * All requests of one trial and when they are due. Both trials of a pair get the same: chance begins anew from the
 * run's seed, the scenario and the pair. They are made and encoded before the first is sent, so that this costs no time
 * of the trial.
 */
export async function planTrial(
  scenario: Pick<RegisteredScenario, 'id' | 'title' | 'requestsPerTurn' | 'perSecond' | 'requests'>,
  { seed, pair, data, isCounted }: { seed: string; pair: number | 'unsent'; data: unknown; isCounted: boolean },
): Promise<Trial> {
  const random = createRandom(`${seed}/${scenario.id}/${pair}`)
  const dueMs = drawArrivals(
    random,
    scenario.requestsPerTurn,
    isCounted ? scenario.perSecond : scenario.perSecond * warmUpHaste,
  )
  const planned: TrialRequest[] = []
  for (const _ of dueMs)
    planned.push(await planRequest(drawKind(random, scenario.requests), { random, data, title: scenario.title }))
  return { planned, dueMs }
}

function drawKind(random: Random, kinds: readonly RequestKind[]): RequestKind {
  const total = kinds.reduce((sum, { weight }) => sum + weight, 0)
  let at = (random.int(0, 999_999) / 1_000_000) * total
  return kinds.find(({ weight }) => (at -= weight) < 0) ?? (kinds.at(-1) as RequestKind)
}

async function planRequest(
  kind: RequestKind,
  { random, data, title }: { random: Random; data: unknown; title: string },
): Promise<TrialRequest> {
  const nonce = random.uuid().replaceAll('-', '').slice(0, 16)
  const asked = kind.make({ random, nonce, data })
  const unknown = Object.keys(asked ?? {}).find((name) => !plannedOptions.has(name))
  if (unknown)
    throw new AuthorMistake(`The scenario "${title}": its request "${kind.name}" has no option "${unknown}".`)
  if (typeof asked?.path !== 'string')
    throw new AuthorMistake(`The scenario "${title}": its request "${kind.name}" returns no path.`)
  const { method = 'GET', path, json, body, headers } = asked
  const request = await encodeRequest(
    method,
    path,
    { json, ...(body !== undefined && { body }), ...(headers !== undefined && { headers }) },
    shape,
  )
  return { kind: kind.name, asked, request, judge: (answer) => judge(kind, { asked, request, title }, answer) }
}

/** What is wrong with an answer, or `null`. A check that is itself broken is the author's mistake and is thrown. */
function judge(
  kind: RequestKind,
  { asked, request, title }: { asked: PlannedRequest; request: SentRequest; title: string },
  answer: WholeAnswer,
): ReturnType<LoadRequest['judge']> {
  const { method, path } = request
  try {
    if (kind.check(presentResponse({ ...answer, ms: 0 }), asked) !== false) return null
    return {
      kind: kind.name,
      message: `The response to ${method} ${path} was not the correct one (status ${answer.status}).`,
    }
  } catch (error) {
    if (error instanceof AuthorMistake) throw error
    if (error instanceof ReferenceError)
      throw new AuthorMistake(
        `The scenario "${title}": the check of "${kind.name}" is broken: ${error.message}`,
        findPlace(error),
      )
    const message = describeFailure(error, { last: { method, path, status: answer.status } })
    return { kind: `${kind.name}: ${message.split('\n', 1)[0]}`, message }
  }
}

const finest = 1_000_000_000

/**
 * When requests are due, in milliseconds from the start: independent callers, so many a second on average (a Poisson
 * process), ascending. Drawn before the first one is sent, so that nothing the service does can move them.
 */
function drawArrivals(random: Random, count: number, perSecond: number): number[] {
  let atMs = 0
  return Array.from({ length: count }, () => {
    atMs += (-Math.log(random.int(1, finest) / finest) * 1000) / perSecond
    return atMs
  })
}

const samplesOfKind = 20

interface Sample {
  planned: TrialRequest
  answer: WholeAnswer
}

export interface CheckProof {
  /** Takes a right answer. */
  add(planned: TrialRequest, answer: WholeAnswer): void
  /** The first kind of request whose check takes answers to others, in words; `null` where none does. */
  findUnproven(): string | null
}

/**
 * Shows that checks look at the request they belong to: the answer to one is held against the check of another of its
 * kind. A check that takes it would also take an answer from a cache, or one that was sent before it was asked for.
 */
export function createCheckProof(): CheckProof {
  const samples = new Map<string, Sample[]>()
  return {
    add(planned, answer) {
      const ofKind = samples.get(planned.kind) ?? []
      if (ofKind.length < samplesOfKind) samples.set(planned.kind, [...ofKind, { planned, answer }])
    },
    findUnproven() {
      for (const [kind, ofKind] of samples) {
        const crossed = ofKind.slice(1).flatMap((sample, at) => {
          const other = ofKind[at] as Sample
          return isSame(sample, other) ? [] : [sample.planned.judge(other.answer) === null]
        })
        const taken = crossed.filter(Boolean).length
        if (ofKind.length > 1 && crossed.length === 0)
          return `all requests of the kind "${kind}" are the same: make each depend on the nonce or on random`
        if (taken * 2 > crossed.length)
          return `the check of "${kind}" accepts the response to another request: compare something that only the correct response has`
      }
      return null
    },
  }
}

const isSame = (one: Sample, other: Sample): boolean => keyOf(one) === keyOf(other)
const keyOf = ({ planned: { request } }: Sample): string =>
  `${request.method} ${request.path} ${request.body ?? ''} ${JSON.stringify(request.headers)}`
