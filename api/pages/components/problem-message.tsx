import type { ProblemDetail } from '../../../contracts/errors.js'

/** A mistake as a problem document tells it; `errors` are the places that are wrong, each with its pointer. */
export interface PageProblem {
  title: string
  detail: string
  errors?: readonly ProblemDetail[]
}

/** What is wrong with what was just sent, at the top of the form that it came from. */
export function ProblemMessage({ problem }: { problem: PageProblem }) {
  const { title, detail, errors = [] } = problem
  return (
    <div class="message tone-bad" role="alert">
      <p class="message-title">{title}</p>
      {detail !== title && <p>{detail}</p>}
      {errors.length > 0 && (
        <ul>
          {errors.map((place, index) => (
            <li key={index}>{place.pointer ? <><code>{place.pointer}</code>: {place.detail}</> : place.detail}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
