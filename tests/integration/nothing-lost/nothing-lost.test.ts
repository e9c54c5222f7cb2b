import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { Report } from '../../../contracts/report/report.js'
import { waitUntil } from '../services/containers.js'
import { submitPatiently } from './client.js'
import { killSomething, podContainers, queryRow, startRealPlatform } from './real-platform.js'

/** A hundred for the full proof: ASSAY_SOAK_SUBMISSIONS=100. */
const submissionCount = Number(process.env['ASSAY_SOAK_SUBMISSIONS'] ?? 8)
const killCount = Math.max(6, Math.round(submissionCount / 2))
const patienceMs = 120_000 + submissionCount * 15_000

t.setTimeout(patienceMs + 300_000)

t.test('whatever is killed meanwhile, each submission gets one report, and no fault becomes a score', async (t) => {
  const platform = await startRealPlatform(t)
  const { client } = platform
  await waitUntil(() => client.isReady(), 60_000, 'the API')
  await client.publish()

  const submitting = Promise.all(Array.from({ length: submissionCount }, (_, index) => submitPatiently(client, index)))
  for (let kills = 0; kills < killCount; kills += 1) {
    await sleep(2000 + Math.random() * 4000)
    t.comment(`killed: ${await killSomething(platform)}`)
  }
  const ids = await submitting
  t.equal(new Set(ids).size, submissionCount, 'each submission has an id of its own')

  const reports = new Map<string, Report>()
  await waitUntil(
    async () => {
      for (const id of ids.filter((id) => !reports.has(id))) {
        const report = await client.report(id)
        if (report) reports.set(id, report)
      }
      return reports.size === ids.length
    },
    patienceMs,
    `reports of all ${ids.length} submissions`,
    1_000, // each time it is a request for each submission, of an API that has work to do
  )

  const endings = [...reports.values()].map(({ verdict, score }) => `${verdict} ${score}`)
  t.same([...new Set(endings)], ['assessed 100'], 'every report is that of an undisturbed run')
  const counts = await queryRow(
    platform.databaseUrl,
    'select (select count(*)::int from submissions) as submissions, count(*)::int as runs, count(report)::int as reports from runs',
  )
  t.same(counts, { submissions: submissionCount, runs: submissionCount, reports: submissionCount })
  await waitUntil(
    async () => (await podContainers(platform.runner)).length === 0,
    150_000,
    'the end of every container of a run',
    1_000,
  )
})
