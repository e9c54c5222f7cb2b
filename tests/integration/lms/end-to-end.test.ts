import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { killSomething, queryRow, startRealPlatform, type RealPlatform } from '../nothing-lost/real-platform.js'
import { waitUntil } from '../services/containers.js'
import { FakeLms, startFileHost, strangerSecret } from './fake-lms.js'
import { startReceiver, type Answer, type Receipt } from './receiver.js'

/** Two hundred for the full proof: ASSAY_LMS_SUBMISSIONS=200. */
const count = Number(process.env['ASSAY_LMS_SUBMISSIONS'] ?? 12)
const killCount = Math.max(6, Math.round(count / 8))
const oddCount = Math.max(2, Math.round(count / 40))
/** Hand-ins come while things are killed, not before. */
const spreadMs = killCount * 4_000
const patienceMs = 240_000 + count * 15_000

t.setTimeout(patienceMs + 300_000)

/** Of ten answers one is a 500, and of thirty one never comes. */
const answerBadly: Answer = () => {
  const chance = Math.random()
  if (chance < 0.1) return 500
  return chance < 0.133 ? 'own' : 204
}

/** Only correctness is graded, in one pod: of a run no more is needed here than that it ends in a grade. */
const manifest = `slug: tiny
title: Tiny
languages: [node]
weights: { correctness: 100, speed: 0, quality: 0 }
limits: { memoryMb: 128 }
`

/** A request of the admin, on a platform that is up. */
async function ask<Reply>(platform: RealPlatform, method: string, path: string, body?: object): Promise<Reply> {
  const headers = {
    authorization: `Bearer ${platform.adminToken}`,
    ...(body ? { 'content-type': 'application/json' } : {}),
  }
  const answer = await fetch(platform.address + path, {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Reply
}

/** The platform with a course whose LMS is the fake one. */
async function connect(platform: RealPlatform, { gradeUrl, fileHost }: { gradeUrl: string; fileHost: string }) {
  await waitUntil(() => platform.client.isReady(), 60_000, 'the API')
  await platform.client.publish({ 'exercise.yaml': manifest })
  const draft = {
    id: 'campus',
    title: 'Campus',
    adapter: 'standard-webhooks',
    allowsPrivateNetwork: true,
    enrolsLearners: true,
    allowedHosts: [fileHost],
    gradeUrl,
  }
  const { newSecrets } = await ask<{ newSecrets: { inbound: string; grades: string } }>(
    platform,
    'POST',
    '/v1/connections',
    draft,
  )
  await ask(platform, 'POST', '/v1/courses', { id: 'web', title: 'Web', connection: 'campus' })
  await ask(platform, 'POST', '/v1/courses/web/assignments', { exercise: 'tiny', lmsKey: 'hw1' })
  return {
    secrets: newSecrets,
    lms: new FakeLms({ hookUrl: `${platform.address}/v1/hooks/lms/campus`, secret: newSecrets.inbound, fileHost }),
  }
}

/**
 * Hands in for every learner: each tenth again later, each tenth as twins at the same time, one of two twins under
 * another id.
 */
async function handInAll(lms: FakeLms): Promise<number[]> {
  const numbers = Array.from({ length: count }, (_, index) => index)
  const statuses = await Promise.all(
    numbers.map(async (number) => {
      await sleep(Math.random() * spreadMs)
      const isTwin = number % 10 === 1
      const twin = isTwin
        ? lms.deliver(number % 20 === 1 ? `hand-in-${number}` : `twin-${number}`, lms.handInOf(number))
        : undefined
      const first = await lms.deliver(`hand-in-${number}`, lms.handInOf(number))
      const again = number % 10 === 2 ? await lms.deliver(`hand-in-${number}`, lms.handInOf(number)) : undefined
      return [first, await twin, again]
    }),
  )
  return statuses.flat().filter((status) => status !== undefined)
}

/** What no grade may come of: forged, stale, and for assignments that nobody knows. */
async function sendOdd(lms: FakeLms): Promise<{ forged: number[]; stale: number[]; unknown: number[] }> {
  const each = (send: (number: number) => Promise<number>) =>
    Promise.all(Array.from({ length: oddCount }, (_, index) => sleep(Math.random() * spreadMs).then(() => send(index))))
  const intruder = { learner: { id: 'intruder' } }
  const [forged, stale, unknown] = await Promise.all([
    each((number) =>
      lms.deliver(`forged-${number}`, { ...lms.handInOf(number), ...intruder }, { secret: strangerSecret() }),
    ),
    each((number) =>
      lms.deliver(
        `stale-${number}`,
        { ...lms.handInOf(number), ...intruder },
        { sentAt: new Date(Date.now() - 600_000) },
      ),
    ),
    each((number) => lms.deliver(`unknown-${number}`, { ...lms.handInOf(number), assignment: `nowhere-${number}` })),
  ])
  return { forged, stale, unknown }
}

const victimsInTurn = ['api', 'worker 1', 'redis', 'api', 'worker 2'] as const

async function killMeanwhile(platform: RealPlatform): Promise<Record<string, number>> {
  const kills: Record<string, number> = {}
  for (let done = 0; done < killCount; done += 1) {
    await sleep(3_000 + Math.random() * 5_000)
    const victim = victimsInTurn[done % victimsInTurn.length] ?? 'api'
    // On a slow machine it would else never be up, and nothing would be under way that could be lost.
    if (victim === 'api') await waitUntil(() => platform.client.isReady(), 300_000, 'the API after it was killed')
    await killSomething(platform, [victim])
    kills[victim] = (kills[victim] ?? 0) + 1
  }
  return kills
}

/** What the LMS holds in the end, when it keeps the greatest version of each submission. */
function keepNewest(taken: readonly Receipt[]): Receipt[] {
  const newest = new Map<string, Receipt>()
  for (const receipt of taken) {
    const { submission, version } = receipt.payload.data
    if (version >= (newest.get(submission)?.payload.data.version ?? 0)) newest.set(submission, receipt)
  }
  return [...newest.values()]
}

t.test(
  'whatever is killed meanwhile, each hand-in of the LMS comes back as one grade, and nothing else does',
  async (t) => {
    const startedAt = Date.now()
    const known: string[] = []
    const receiver = await startReceiver(t, known)
    receiver.answerWith(answerBadly)
    const platform = await startRealPlatform(t, {
      ASSAY_LMS_RETRY_SECONDS: '0.1',
      ASSAY_WEBHOOK_SECONDS: '2',
      ASSAY_FETCH_SECONDS: '5',
    })
    t.teardown(() => {
      if (!t.passing())
        for (const program of [platform.api, ...platform.workers])
          t.comment(`${program.name} wrote last: ${program.output()}`)
    })
    const { host: fileHost } = await startFileHost(t)
    const { lms, secrets } = await connect(platform, { gradeUrl: receiver.url, fileHost })
    known.push(secrets.grades)

    const [statuses, odd, kills] = await Promise.all([handInAll(lms), sendOdd(lms), killMeanwhile(platform)])
    t.same([...new Set(statuses)], [202], 'every hand-in was answered')
    t.same(odd, {
      forged: Array(oddCount).fill(401),
      stale: Array(oddCount).fill(401),
      unknown: Array(oddCount).fill(202),
    })
    await waitUntil(() => keepNewest(receiver.taken).length >= count, patienceMs, `${count} grades`)
    const countOpen = async () =>
      (
        await queryRow(
          platform.databaseUrl,
          "select count(*)::int as open from inbound_events where state in ('waiting', 'working')",
        )
      )['open']
    await waitUntil(async () => (await countOpen()) === 0, 60_000, 'the end of every event', 500)

    const grades = keepNewest(receiver.taken).map(({ payload }) => payload.data)
    const expected = Array.from({ length: count }, (_, number) => `learner-${number} 1 100 1`)
    t.same(
      grades.map(({ learner, attempt, grade, version }) => `${learner} ${attempt} ${grade} ${version}`).sort(),
      expected.sort(),
      'one grade of each learner, that of an undisturbed run',
    )
    t.ok(
      receiver.received.every(({ signedWith }) => signedWith.length === 1),
      'every grade was signed',
    )
    t.equal(new Set(receiver.received.map(({ id }) => id)).size, count, 'and each kept its id over all tries')

    // Of two twins the later may come first: the other is outdated then.
    const counts = await queryRow(
      platform.databaseUrl,
      `select (select count(*)::int from submissions) as submissions, (select count(*)::int from grades) as grades,
    (select count(*)::int from people where name like 'Learner %') as learners, (select count(*)::int from inbound_events where state = 'unmatched') as unmatched,
    (select json_agg(json_build_object('event', event_id, 'state', state, 'reason', reason, 'tries', tries)) from inbound_events where state not in ('done', 'duplicate', 'outdated', 'unmatched')) as others`,
    )
    t.same(counts, { submissions: count, grades: count, learners: count, unmatched: oddCount, others: null })
    const figures = await queryRow(
      platform.databaseUrl,
      `select (select sum(tries - 1)::int from inbound_events) as event_retries, (select count(*)::int from grade_deliveries) as deliveries,
    (select count(*)::int from grade_deliveries where status is null) as unanswered, (select sum(delivery - 1)::int from runs) as run_redeliveries`,
    )
    t.comment(
      JSON.stringify({
        count,
        seconds: Math.round((Date.now() - startedAt) / 1000),
        kills,
        hookRepeats: lms.repeats,
        ...figures,
        receivedTwice: receiver.taken.length - count,
      }),
    )
  },
)
