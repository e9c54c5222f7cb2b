import t from 'tap'
import { CallerError } from '../../contracts/errors.js'
import { ServerProblem } from '../../cli/client/server.js'
import { endingOf } from '../../cli/run-command-line.js'
import { makePage } from '../../cli/print/page.js'
import { RejectedUpload } from '../../storage/rejected-upload.js'

const page = makePage({ columns: 100, hasColour: false })
const problem = { title: 'Too many requests', detail: 'Wait a minute.', errors: [] }

t.test('a mistake of the caller ends with 2, and names every place', async (t) => {
  const error = new CallerError('package-invalid', 'Two mistakes.', {
    errors: [{ pointer: 'a.yaml:3', detail: 'Wrong.' }],
  })
  t.same(endingOf(error, page), {
    status: 2,
    text: 'The exercise package has mistakes: Two mistakes.\n  a.yaml:3: Wrong.',
  })
})

t.test('a refused upload ends with 2', async (t) => {
  t.match(endingOf(new RejectedUpload('empty', 'It is empty.'), page), {
    status: 2,
    text: 'The upload was refused: It is empty.',
  })
})

t.test('a refusal of a server ends with 2, a fault of it with 3', async (t) => {
  t.match(endingOf(new ServerProblem(429, 'rate-limited', problem), page), {
    status: 2,
    text: 'Too many requests: Wait a minute.',
  })
  t.match(endingOf(new ServerProblem(503, 'overloaded', problem), page), { status: 3 })
})

t.test('anything else is our fault: 3, with what led to it', async (t) => {
  const ending = endingOf(new Error('no pod', { cause: new Error('no \u001b[2Jengine') }), page)
  t.equal(ending.status, 3)
  t.match(
    ending.text,
    /^This is an error in Assay or in the exercise, not in the submission: no pod\nbecause: no engine\n/,
  )
})
