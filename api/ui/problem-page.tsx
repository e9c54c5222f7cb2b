import type { ComponentChildren } from 'preact'
import type { ProblemDetail } from '../../contracts/errors.js'
import type { Problem } from '../http/problem.js'
import { PageHeading } from './section.js'
import { renderPage, type Viewer } from './shell.js'

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

/** A mistake as a problem document tells it; `errors` are the places that are wrong, each with its pointer. */
export interface PageProblem {
  title: string
  detail: string
  errors?: readonly ProblemDetail[]
}

/**
 * What is wrong with what was just sent, at the top of the form that it came from. Places that the text names already
 * are not named again; nor is its title where the page has it: `isTitled`. `isFocused`: it has the focus once the page
 * is loaded.
 */
export function ProblemMessage({
  problem,
  isTitled = false,
  isFocused = false,
  children,
}: {
  problem: PageProblem
  isTitled?: boolean
  isFocused?: boolean
  children?: ComponentChildren
}) {
  const { title, detail } = problem
  const places = (problem.errors ?? []).filter(({ pointer }) => !pointer || !detail.includes(pointer))
  return (
    <div class="message tone-bad" role="alert" {...(isFocused ? { tabindex: -1, autofocus: true } : {})}>
      {!isTitled && <p class="message-title">{title}</p>}
      {(isTitled || detail !== title) && <p>{detail}</p>}
      {places.length > 0 && (
        <ul>
          {places.map((place, index) => (
            <li key={index}>
              {place.pointer ? (
                <>
                  <code>{place.pointer.replace(/^\//, '')}</code>: {place.detail}
                </>
              ) : (
                place.detail
              )}
            </li>
          ))}
        </ul>
      )}
      {children}
    </div>
  )
}

/** What somebody sees who is not signed in. */
export function Welcome() {
  return (
    <>
      <PageHeading
        title="You are not signed in"
        lead="Assay runs back-end exercises against hidden tests and reports on them."
      />
      <div class="panel prose">
        <p>
          Open the sign-in link that you were given. A link works once, within 15 minutes. If yours is used or expired,
          ask your instructor for a new one.
        </p>
        <p class="dim">
          The operator of this service creates links with <code>assay login-link</code>. Programs use{' '}
          <a href="/docs">the API</a> with a token.
        </p>
      </div>
    </>
  )
}
