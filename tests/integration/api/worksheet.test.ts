import t from 'tap'
import { importIntoMoodle } from '../../api/results/csv/moodle-importer.js'
import { handIn, reportOf, seedAssignment } from './seed-results.js'
import { encodeForm, startApiWithExercise } from './start-api.js'

const api = await startApiWithExercise(t)
const header =
  'Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments'
const sheet = `\ufeff${header}\r\nParticipant 9,ada,ada@sheet.test,Submitted,,100.00,Yes,-,-,\r\nParticipant 10,"Roe, ""Rick""",r@x.test,-,"5,00",100.00,Yes,-,-,"old"\r\n`
const assignment = await seedAssignment(api, 'sheet', ['ada', 'bob'])
await handIn(api, assignment, { learner: 'ada', report: reportOf(83.5) })
await handIn(api, assignment, { learner: 'bob', report: reportOf(10) })

async function send(file: Blob | string, { accept, token }: { accept?: string; token?: string } = {}) {
  const form = new FormData()
  if (typeof file === 'string') form.append('file', file)
  else form.append('file', file, 'Grades.csv')
  const { type, payload } = await encodeForm(form)
  return api.request(
    {
      method: 'POST',
      url: `/v1/assignments/${assignment.id}/results/moodle-worksheet`,
      headers: { 'content-type': type, ...(accept ? { accept } : {}) },
      payload,
    },
    token,
  )
}

t.test('the worksheet comes back with the grades in it and is what Moodle imports', async (t) => {
  const answer = await send(new Blob([sheet]))
  t.equal(answer.statusCode, 200)
  t.match(answer.headers, {
    'content-type': 'text/csv; charset=utf-8',
    'assay-filled': 1,
    'assay-unknown-rows': 1,
    'assay-absent-learners': 1,
    'cache-control': 'private, no-store',
  })
  t.equal(answer.body, sheet.replace('Submitted,,', 'Submitted,83.50,'))
  t.match(importIntoMoodle(answer.rawPayload, { maximum: 100, participants: ['9'] }), {
    grades: { 9: { grade: 83.5 } },
  })
})

t.test('as JSON, the answer names who was not found on either side', async (t) => {
  const answer = (await send(new Blob([sheet]), { accept: 'application/json' })).json()
  t.match(answer, {
    filled: 1,
    unknownRows: [{ row: 3, name: 'Roe, "Rick"' }],
    absentLearners: [{ id: 'sheet-bob', name: 'bob' }],
    withoutGrade: [],
    notChangeable: [],
    commentsLost: [],
  })
  t.match(Buffer.from(answer.file, 'base64').toString(), 'Submitted,83.50,')
})

t.test('what is no worksheet is refused, and so is one too large', async (t) => {
  t.match((await send(new Blob(['Bewertung,Name\n']))).json(), {
    code: 'worksheet-unreadable',
    detail: /"Identifier", "Grade"/,
  })
  t.equal((await send('no file at all')).json().code, 'upload-empty')
  t.equal((await send(new Blob([]))).json().code, 'upload-empty')
  t.equal((await send(new Blob([sheet, Buffer.alloc(8 * 1024 * 1024)]))).json().code, 'upload-too-large')
  t.equal((await send(new Blob([`${','.repeat(999)}\n`.repeat(600)]))).json().code, 'upload-too-large')
  t.equal((await send(new Blob([sheet]), { accept: 'image/png' })).json().code, 'not-acceptable')
})

t.test('a learner may not have it filled', async (t) => {
  const learner = await api.createToken('eve', 'learner')
  t.equal((await send(new Blob([sheet]), { token: learner })).json().code, 'not-allowed')
  const elsewhere = await api.createToken('gus', 'instructor')
  t.equal((await send(new Blob([sheet]), { token: elsewhere })).json().code, 'assignment-not-found')
})
