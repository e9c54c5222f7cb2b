import { randomUUID } from 'node:crypto'
import { createContext, type ComponentChildren } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { showControls } from '../../contracts/escape.js'
import { Turns } from '../../storage/turns.js'

/** Takes a part of the page to render later, and returns the text that stands for it until then. */
type Postpone = (part: ComponentChildren) => string

const Postponing = createContext<Postpone | null>(null)

/**
 * A part of a page that may be long: rendered after what is around it, with turns of the event loop in between. It is
 * rendered by itself, so no other context reaches into it.
 */
export const Part = ({ children }: { children: ComponentChildren }) => (
  <Postponing.Consumer>{(postpone) => (postpone ? postpone(children) : children)}</Postponing.Consumer>
)

/** HTML in which no character can act or hide, of a page of any length. */
export async function renderInParts(
  page: ComponentChildren,
  turns: Pick<Turns, 'pause'> = new Turns(),
): Promise<string> {
  const mark = randomUUID() // nobody's text can stand for a part
  const parts: ComponentChildren[] = []
  const postpone: Postpone = (part) => `${mark}${parts.push(part) - 1};`

  async function render(part: ComponentChildren): Promise<string> {
    const [first = '', ...others] = renderToString(
      <Postponing.Provider value={postpone}>{part}</Postponing.Provider>,
    ).split(mark)
    let html = showControls(first)
    for (const other of others) {
      await turns.pause()
      const end = other.indexOf(';')
      html += await render(parts[Number(other.slice(0, end))])
      html += showControls(other.slice(end + 1))
    }
    return html
  }
  return render(page)
}
