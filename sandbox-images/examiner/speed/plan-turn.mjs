import { presentResponse } from '../kit/fixtures/create-http.mjs'
import { createRandom } from '../kit/fixtures/create-random.mjs'
import { encodeRequest } from '../kit/http/encode-request.mjs'
import { AuthorMistake, findPlace } from '../kit/test-failure.mjs'
import { drawArrivals } from '../load/draw-arrivals.mjs'
import { describeFailure } from '../runner/describe-failure.mjs'

const plannedOptions = new Set(['method', 'path', 'json', 'body', 'headers', 'expected'])

/** What the client sends by itself. */
const shape = { 'user-agent': 'node', 'accept-encoding': 'identity', accept: 'application/json, */*' }

/**
 * Runtimes compile after so many requests, however fast these come. No turn begins before the last one is answered, so
 * a slow service is not drowned either.
 */
const warmUpHaste = 2

/**
 * All requests of one turn and when they are due. Both turns of a pair get the same: chance begins anew from the run's
 * seed, the scenario and the pair. They are made and encoded before the first is sent, so that this costs no time of
 * the turn.
 * @param {object} scenario @param {{ seed: string, pair: number, data: unknown, isCounted: boolean }} turn
 */
export async function planTurn(scenario, { seed, pair, data, isCounted }) {
  const random = createRandom(`${seed}/${scenario.id}/${pair}`)
  const dueMs = drawArrivals(
    random,
    scenario.requestsPerTurn,
    isCounted ? scenario.perSecond : scenario.perSecond * warmUpHaste,
  )
  const planned = []
  for (const _ of dueMs)
    planned.push(await planRequest(drawKind(random, scenario.requests), { random, data, title: scenario.title }))
  return { planned, dueMs }
}

function drawKind(random, kinds) {
  const total = kinds.reduce((sum, { weight }) => sum + weight, 0)
  let at = (random.int(0, 999_999) / 1_000_000) * total
  return kinds.find(({ weight }) => (at -= weight) < 0) ?? kinds.at(-1)
}

async function planRequest(kind, { random, data, title }) {
  const nonce = random.uuid().replaceAll('-', '').slice(0, 16)
  const asked = kind.make({ random, nonce, data })
  const unknown = Object.keys(asked ?? {}).find((name) => !plannedOptions.has(name))
  if (unknown)
    throw new AuthorMistake(`The scenario "${title}": its request "${kind.name}" has no option "${unknown}".`)
  if (typeof asked?.path !== 'string')
    throw new AuthorMistake(`The scenario "${title}": its request "${kind.name}" returns no path.`)
  const { method = 'GET', path, json, body, headers } = asked
  const request = await encodeRequest(method, path, { json, body, headers }, shape)
  return { kind: kind.name, asked, request, judge: (answer) => judge(kind, { asked, request, title }, answer) }
}

/** What is wrong with an answer, or `null`. A check that is itself broken is the author's mistake and is thrown. */
export function judge(kind, { asked, request, title }, answer) {
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
    const message = describeFailure(error, { method, path, status: answer.status })
    return { kind: `${kind.name}: ${message.split('\n', 1)[0]}`, message }
  }
}
