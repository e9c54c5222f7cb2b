import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { connections, courses, type SharedSecret } from '../../../../api/courses/tables.js'
import { gradeMessages, inboundEvents, lmsIdentities } from '../../../../api/lms/tables.js'
import { createLoginLink } from '../../../../api/people/people.js'
import { addCourse, finishDryRun, handIn } from '../sample-course.js'
import { finishRun } from '../sample-report.js'
import type { TestApi } from '../start-api.js'
import { packExercise } from '../tiny-exercise.js'

/** What the addresses of routes name; all of it belongs to the course `web`. */
export type Ids = Record<
  | 'course'
  | 'assignment'
  | 'submission'
  | 'regrade'
  | 'person'
  | 'token'
  | 'connection'
  | 'message'
  | 'event'
  | 'secret',
  string
>

const nowhere = '00000000-0000-4000-8000-000000000000'

/** Ids of nothing. */
export const ghosts: Ids = {
  course: 'no-such-course',
  assignment: nowhere,
  submission: nowhere,
  regrade: nowhere,
  person: 'no-such-person',
  token: nowhere,
  connection: 'no-such-connection',
  message: nowhere,
  event: nowhere,
  secret: `assay_${'x'.repeat(43)}`,
}

/** Of the exercise `drill`, which is assigned nowhere. */
export const tinyContract =
  'openapi: 3.1.0\ninfo: { title: Drill, version: "1" }\npaths:\n  /:\n    get:\n      responses: { "200": { description: fine } }\n'

/** What the LMS of the course signs with. */
export const hookSecret: SharedSecret = {
  secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
  createdAt: '2026-01-01T00:00:00Z',
  expiresAt: null,
}

/** A course with one of everything, and the means to make more of what a request uses up. */
export interface Classroom {
  ids: Ids
  /** Work of `ada`, graded. */
  addGraded(): Promise<Partial<Ids>>
  addOverridden(): Promise<Partial<Ids>>
  addAssignment(exercise?: string): Promise<Partial<Ids>>
  /** A regrade that can be applied or discarded. */
  addRegrade(): Promise<Partial<Ids>>
  addToken(): Promise<Partial<Ids>>
  addLoginLink(): Promise<Partial<Ids>>
  /** Somebody in the course who is not needed there. */
  addGuest(): Promise<Partial<Ids>>
  /** An event of the course's LMS that names no assignment we know. */
  addEvent(): Promise<Partial<Ids>>
  /** An event of the course's LMS whose learner was said to be `ada`. */
  addMatchedEvent(): Promise<Partial<Ids>>
  /** A course without anything in it. */
  addEmptyCourse(): Promise<Partial<Ids>>
}

export async function makeClassroom(api: TestApi): Promise<Classroom> {
  const { db } = api.platform.context
  const web = await addCourse(api, { id: 'web', instructor: 'ines', learners: ['ada'] })
  await api.publish(await packExercise('drill', { extra: { 'openapi.yaml': tinyContract } }), 'drill')
  await addCourse(api, { id: 'other', instructor: 'otto', learners: ['eve'] })
  await db.insert(connections).values({
    id: 'lms',
    title: 'The LMS',
    adapter: 'standard-webhooks',
    secrets: [hookSecret],
    gradeSecrets: [],
    gradeUrl: 'http://127.0.0.1:1/',
    allowsPrivateNetwork: true,
  })
  await db.insert(lmsIdentities).values({ connectionId: 'lms', key: 'key of ada', personId: 'ada' })
  await db.update(courses).set({ connectionId: 'lms' }).where(eq(courses.id, 'web'))

  const asAdmin = async (method: 'POST' | 'PUT', url: string, payload?: object) => {
    const answer = await api.request({ method, url, ...(payload ? { payload } : {}) })
    if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.body}`)
    return answer.body === '' ? {} : answer.json()
  }
  const addGraded = async (assignment = web.assignment) => {
    const submission = await handIn(api, assignment, web.learners['ada'])
    await finishRun(api, submission)
    return { assignment, submission }
  }
  const addAssignment = async (exercise = 'tiny') => ({
    assignment: (await asAdmin('POST', '/v1/courses/web/assignments', { exercise })).id as string,
  })
  const room: Omit<Classroom, 'ids'> = {
    addGraded,
    addAssignment,
    async addOverridden() {
      const { submission } = await addGraded()
      await asAdmin('PUT', `/v1/submissions/${submission}/override`, { grade: 1, comment: 'x' })
      return { submission }
    },
    async addRegrade() {
      const { assignment } = await addAssignment()
      const { submission } = await addGraded(assignment)
      const { id } = await asAdmin('POST', `/v1/assignments/${assignment}/regrades`, { reason: 'x' })
      await finishDryRun(api, submission)
      return { assignment, submission, regrade: id }
    },
    addToken: async () => ({ token: (await asAdmin('POST', '/v1/tokens', { owner: 'ada', scope: 'read' })).id }),
    addLoginLink: async () => ({ secret: (await createLoginLink(db, { personId: 'ada', createdBy: 'admin' })).secret }),
    async addGuest() {
      await api.request({ method: 'POST', url: '/v1/people', payload: { id: 'guest', name: 'Guest' } })
      await asAdmin('PUT', '/v1/courses/web/enrolments/guest', { role: 'learner' })
      return { person: 'guest' }
    },
    async addEvent() {
      const keys = { eventId: randomUUID(), assignmentKey: randomUUID(), learnerKey: 'x' }
      const [row] = await db
        .insert(inboundEvents)
        .values({ connectionId: 'lms', ...keys, rawBody: Buffer.from('{}'), state: 'unmatched' })
        .returning()
      return { event: row?.id ?? '', ...(await addAssignment()) }
    },
    async addMatchedEvent() {
      const keys = { eventId: randomUUID(), assignmentKey: randomUUID(), learnerKey: randomUUID() }
      await db.insert(lmsIdentities).values({ connectionId: 'lms', key: keys.learnerKey, personId: 'ada' })
      const [row] = await db
        .insert(inboundEvents)
        .values({ connectionId: 'lms', ...keys, rawBody: Buffer.from('{}'), state: 'duplicate' })
        .returning()
      return { event: row?.id ?? '' }
    },
    addEmptyCourse: async () => ({
      course: (await asAdmin('POST', '/v1/courses', { id: `empty-${randomUUID()}`, title: 'Empty' })).id as string,
    }),
  }
  const made = {
    ...(await room.addRegrade()),
    ...(await room.addToken()),
    ...(await room.addEvent()),
    ...(await room.addLoginLink()),
    ...(await addGraded()),
  }
  const [message] = await db.select().from(gradeMessages).limit(1)
  if (!message) throw new Error('no grade was put in line')
  return { ...room, ids: { ...ghosts, ...made, course: 'web', person: 'ada', connection: 'lms', message: message.id } }
}
