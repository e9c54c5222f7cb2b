import { randomUUID } from 'node:crypto'
import type { LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { signWebhook } from '../../../api/lms/signing.js'
import { startApiWithExercise, type TestApi } from '../api/start-api.js'
import { waitUntil } from '../services/containers.js'
import { startReceiver, type Receiver } from './receiver.js'

/** Short waits: the time until a retry is what the tests would otherwise wait for. */
const quick = { ASSAY_LMS_RETRY_SECONDS: '0.002', ASSAY_WEBHOOK_SECONDS: '1', ASSAY_FETCH_SECONDS: '2' }

export interface HandIn {
  assignment?: string
  course?: string
  learner?: { id: string; name?: string; email?: string }
  attempt?: number
  submittedAt?: string
  language?: string
  files?: unknown[]
}

export interface SendOptions {
  id?: string
  secret?: string
  sentAt?: Date
  headers?: Record<string, string>
  connection?: string
}

/** What is listed of an event. */
export interface ShownEvent {
  id: string
  eventId: string
  state: string
  reason: string | null
  submission: string | null
  replaced: string | null
  notes: string[]
  tries: number
}

export interface TestLms {
  api: TestApi
  receiver: Receiver
  secret: string
  gradeSecret: string
  /** Its LMS key is `hw1`, its course is `web`. */
  assignment: string
  instructor: string
  /** Sends a body as the LMS does. */
  send(body: unknown, options?: SendOptions): Promise<LightMyRequestResponse>
  handIn(handIn?: HandIn, options?: SendOptions): Promise<LightMyRequestResponse>
  events(state?: string): Promise<ShownEvent[]>
  /** The event, once it is over or waits for a retry that is not asked about. */
  ended(event: string): Promise<ShownEvent>
}

export const fileOf = (text: string, name = 'server.js') => ({ name, content: Buffer.from(text).toString('base64') })

export const bodyOf = (handIn: HandIn = {}) => ({
  type: 'assignment.submitted',
  timestamp: new Date().toISOString(),
  data: {
    assignment: 'hw1',
    learner: { id: 'lms-ada', name: 'Ada' },
    attempt: 1,
    submittedAt: new Date(Date.now() - 60_000).toISOString(),
    files: [fileOf('1')],
    ...handIn,
  },
})

/** An API, a connection `moodle` with its receiver of grades, and an assignment in its course. */
export async function startLms(
  t: Test,
  { settings = {}, connection = {} }: { settings?: Record<string, string>; connection?: Record<string, unknown> } = {},
): Promise<TestLms> {
  const api = await startApiWithExercise(t, { ...quick, ...settings })
  const known: { secrets: string[] } = { secrets: [] }
  const receiver = await startReceiver(t, () => known.secrets)
  const made = await expectStatus(
    201,
    api.request({
      method: 'POST',
      url: '/v1/connections',
      payload: {
        id: 'moodle',
        title: 'Moodle',
        adapter: 'standard-webhooks',
        allowsPrivateNetwork: true,
        enrolsLearners: true,
        gradeUrl: receiver.url,
        ...connection,
      },
    }),
  )
  const { newSecrets } = made.json<{ newSecrets: { inbound: string; grades: string } }>()
  known.secrets.push(newSecrets.grades)
  await expectStatus(
    201,
    api.request({ method: 'POST', url: '/v1/courses', payload: { id: 'web', title: 'Web', connection: 'moodle' } }),
  )
  const assignment = (
    await expectStatus(
      201,
      api.request({ method: 'POST', url: '/v1/courses/web/assignments', payload: { exercise: 'tiny', lmsKey: 'hw1' } }),
    )
  ).json<{ id: string }>().id
  const instructor = await createInstructor(api, 'ines', 'web')
  return {
    api,
    receiver,
    secret: newSecrets.inbound,
    gradeSecret: newSecrets.grades,
    assignment,
    instructor,
    ...callsOf(api, newSecrets.inbound),
  }
}

function callsOf(api: TestApi, ownSecret: string): Pick<TestLms, 'send' | 'handIn' | 'events' | 'ended'> {
  const send: TestLms['send'] = (
    body,
    { id = `msg_${randomUUID()}`, secret = ownSecret, sentAt = new Date(), headers = {}, connection = 'moodle' } = {},
  ) => {
    const payload = typeof body === 'string' ? body : JSON.stringify(body)
    const signed = signWebhook({ id, sentAt, body: payload, secrets: [secret] })
    return api.request(
      {
        method: 'POST',
        url: `/v1/hooks/lms/${connection}`,
        headers: { 'content-type': 'application/json', ...signed, ...headers },
        payload,
      },
      null,
    )
  }
  const events: TestLms['events'] = async (state) =>
    (await api.request({ url: `/v1/connections/moodle/events?limit=100${state ? `&state=${state}` : ''}` })).json<{
      events: ShownEvent[]
    }>().events
  return {
    send,
    handIn: (handIn, options) => send(bodyOf(handIn), options),
    events,
    async ended(event) {
      let found: ShownEvent | undefined
      await waitUntil(
        async () => {
          found = (await events()).find(({ id }) => id === event)
          return found !== undefined && !['waiting', 'working'].includes(found.state)
        },
        20_000,
        `the end of event ${event}`,
      )
      if (!found) throw new Error('no such event')
      return found
    },
  }
}

/** A token of somebody who teaches the course. */
export async function createInstructor(api: TestApi, person: string, course: string): Promise<string> {
  await api.request({ method: 'POST', url: '/v1/people', payload: { id: person, name: person } })
  await expectStatus(
    204,
    api.request({ method: 'PUT', url: `/v1/courses/${course}/enrolments/${person}`, payload: { role: 'instructor' } }),
  )
  return (
    await expectStatus(
      201,
      api.request({ method: 'POST', url: '/v1/tokens', payload: { owner: person, scope: 'teach' } }),
    )
  ).json<{ token: string }>().token
}

/** The answer, where it has the status that the test rests on. */
export async function expectStatus(
  status: number,
  answer: Promise<LightMyRequestResponse>,
): Promise<LightMyRequestResponse> {
  const given = await answer
  if (given.statusCode !== status) throw new Error(`${given.statusCode} in place of ${status}: ${given.body}`)
  return given
}
