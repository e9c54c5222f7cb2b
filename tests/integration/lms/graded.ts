import type { Report } from '../../../contracts/report/report.js'
import { finishRun } from '../api/sample-report.js'
import { waitUntil } from '../services/containers.js'
import type { Receipt } from './receiver.js'
import type { TestLms } from './start-lms.js'

/** A grade message as its log shows it. */
export interface ShownMessage {
  id: string
  submission: string
  version: number
  grade: number
  state: string
  tries: number
  deliveries: { status: number | null; error: string | null; isReplay: boolean; ms: number }[]
}

/** Hands in and grades it, as if a worker had. */
export async function gradeHandIn(
  lms: TestLms,
  learner: string,
  report: Partial<Report> = { score: 80 },
): Promise<string> {
  const { event } = (await lms.handIn({ learner: { id: learner } })).json<{ event: string }>()
  const { submission } = await lms.ended(event)
  if (!submission) throw new Error('the hand-in became no submission')
  await finishRun(lms.api, submission, report)
  return submission
}

export const listGrades = async (lms: TestLms, query = ''): Promise<ShownMessage[]> =>
  (await lms.api.request({ url: `/v1/connections/moodle/grades?limit=100${query}` })).json<{ grades: ShownMessage[] }>()
    .grades

/** What the log has of a submission, newest version first, once its newest is in this state. */
export async function messagesOf(
  lms: TestLms,
  submission: string,
  state: string,
): Promise<[ShownMessage, ...ShownMessage[]]> {
  let found: ShownMessage[] = []
  await waitUntil(
    async () => {
      found = (await listGrades(lms))
        .filter((message) => message.submission === submission)
        .sort((a, b) => b.version - a.version)
      return found[0]?.state === state
    },
    20_000,
    `the newest grade of ${submission} to be ${state}, not ${found[0]?.state}`,
  )
  return found as [ShownMessage, ...ShownMessage[]]
}

export const receiptsOf = (receipts: readonly Receipt[], submission: string) =>
  receipts.filter(({ payload }) => payload.data.submission === submission)

export const override = (lms: TestLms, submission: string, grade: number) =>
  lms.api.request(
    { method: 'PUT', url: `/v1/submissions/${submission}/override`, payload: { grade, comment: 'Seen by hand.' } },
    lms.instructor,
  )
