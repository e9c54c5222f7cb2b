import type { Problem } from '../problems/problem.js'
import { ProblemMessage } from './components/problem-message.js'
import { renderPage, type Viewer } from './shell.js'
import { Welcome } from './views/welcome.js'

/** A problem as a page: what went wrong and what to do. Who is not signed in learns how to. */
export function renderProblem(problem: Problem, viewer: Viewer | null): Promise<string> {
  const shown = { ...problem, ...wordsForPages(problem) }
  const children = problem.code === 'no-token' ? <Welcome /> : <ProblemBody problem={shown} />
  return renderPage({ title: shown.title, viewer, breadcrumbs: [], children })
}

/** Where what a program is told would not help a person. */
function wordsForPages({ code, status, errors }: Problem): Partial<Problem> {
  if (status === 404) return { title: 'Page not found' }
  if (code === 'bad-request' && errors)
    return {
      title: 'This link or form is not valid',
      detail: 'It contains something that this page does not expect. Go back and try again.',
      errors: [],
    }
  if (code === 'method-not-allowed')
    return {
      title: 'Page not found',
      detail: 'This address only receives a form. Go back to the page with the form, or go to your courses.',
    }
  return {}
}

function ProblemBody({ problem }: { problem: Problem }) {
  return (
    <>
      <h1>{problem.title}</h1>
      <ProblemMessage problem={problem} isTitled />
      {problem.incident && (
        <p>
          Incident <code>{problem.incident}</code>
        </p>
      )}
      <p>
        <a class="button" href="/">
          Go to your courses
        </a>
      </p>
    </>
  )
}
