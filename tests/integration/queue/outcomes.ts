import { eq } from 'drizzle-orm'
import { events, runs } from '../../../api/submissions/tables.js'
import { formOf, type TestApi } from '../api/start-api.js'
import { waitUntil } from '../services/containers.js'

let sent = 0

/** Sends a submission that differs from all others; answers its id. */
export async function submitOne(api: TestApi, token?: string): Promise<string> {
  sent += 1
  const answer = await api.submit(formOf({ 'server.js': `// ${sent}` }), token === undefined ? {} : { token })
  if (answer.statusCode !== 202) throw new Error(`not accepted: ${answer.body}`)
  return answer.json<{ id: string }>().id
}

export const submitMany = async (api: TestApi, count: number): Promise<string[]> => {
  const ids: string[] = []
  for (let i = 0; i < count; i += 1) ids.push(await submitOne(api))
  return ids
}

/** The only run of a submission. */
export async function runOf(api: TestApi, submissionId: string) {
  const rows = await api.platform.context.db.select().from(runs).where(eq(runs.submissionId, submissionId))
  if (rows.length !== 1 || !rows[0]) throw new Error(`${rows.length} runs`)
  return rows[0]
}

/** Waits until all are done, and gives their runs. */
export async function waitUntilDone(api: TestApi, submissionIds: readonly string[], timeoutMs = 60_000) {
  const read = () => Promise.all(submissionIds.map((id) => runOf(api, id)))
  await waitUntil(async () => (await read()).every(({ state }) => state === 'done'), timeoutMs, 'all runs are done')
  return read()
}

export const countResults = (api: TestApi, submissionId: string): Promise<number> =>
  api.platform.context.db
    .select()
    .from(events)
    .where(eq(events.submissionId, submissionId))
    .then((rows) => rows.filter(({ type }) => type === 'result').length)
