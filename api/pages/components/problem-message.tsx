import type { ComponentChildren } from 'preact'
import type { ProblemDetail } from '../../../contracts/errors.js'

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
