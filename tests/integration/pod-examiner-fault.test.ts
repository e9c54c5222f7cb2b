import { randomUUID } from 'node:crypto'
import t from 'tap'
import { label } from '../../worker/sandbox/labels.js'
import { gradeSubmission } from '../hostile/harness/grade-submission.js'
import { readSentinel } from '../hostile/harness/hostile-case.js'
import { engine } from './pod/example-pod.js'
import { findResidue } from './pod/residue.js'

/** Grades a well-behaved submission and kills one container of its pod as soon as the first test has ended. */
async function gradeAndKill(role: string) {
  const runId = randomUUID()
  let killing: Promise<void> | undefined
  const grading = gradeSubmission(await readSentinel(), 'python', {
    runId,
    onProgress: (progress) => {
      if (progress.type === 'test') killing ??= killMember(runId, role)
    },
  })
  const ending = await grading.then(
    ({ report }) => ({ report }),
    (error: Error) => ({ error }),
  )
  await killing
  return { runId, ...ending, hasKilled: killing !== undefined }
}

async function killMember(runId: string, role: string): Promise<void> {
  const filters = { label: [`${label.run}=${runId}`, `${label.role}=${role}`] }
  await Promise.all((await engine.listContainers({ filters })).map(({ Id }) => engine.getContainer(Id).kill()))
}

for (const role of ['examiner', 'holder']) {
  await t.test(`a killed ${role} is a fault of ours, never a verdict, and leaves nothing`, async (t) => {
    const { runId, hasKilled, ...ending } = await gradeAndKill(role)
    t.ok(hasKilled)
    t.match(ending, { error: Error }, 'assess rejects')
    t.same(await findResidue(runId, []), [])
  })
}

await t.test('a killed subject is a crash, and no fault of ours', async (t) => {
  const { runId, ...ending } = await gradeAndKill('subject')
  t.match(ending, { report: { verdict: 'crashed' } })
  t.same(await findResidue(runId, []), [])
})
