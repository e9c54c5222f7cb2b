import type { Finding } from '../../../contracts/report/quality-report.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { readSourceFile } from './read-source.js'

export interface ExcerptViewProps {
  excerpt: Excerpt
  /** The line below which the message stands. */
  line: number
  message: string
  /** The page of the whole file, without a line. */
  href: string
  /** What it shows, for readers who do not see it. */
  label: string
}

/** Lines of the source with what was found below the line that it is about. */
export function ExcerptView({ excerpt, line, message, href, label }: ExcerptViewProps) {
  return (
    <div class="excerpt" role="region" aria-label={label} tabindex={0}>
      <ol>
        {excerpt.lines.map(({ number, text, isMeant }) => (
          <li key={number} class={isMeant ? 'is-meant' : undefined}>
            <p class="excerpt-line">
              <a href={`${href}#L${number}`} data-line={number} aria-label={`Line ${number}`} tabindex={-1} />
              <code>
                {text}
                {'\n'}
              </code>
            </p>
            {number === line && <p class="excerpt-message">{message}</p>}
          </li>
        ))}
      </ol>
      {excerpt.left > 0 && (
        <p class="excerpt-left">
          … and {excerpt.left} more {excerpt.left === 1 ? 'line' : 'lines'}
        </p>
      )}
    </div>
  )
}

/** The lines of a file around a finding. */
export interface Excerpt {
  lines: readonly { number: number; text: string; isMeant: boolean }[]
  /** Lines of the finding that are not among them: a whole function may be meant. */
  left: number
}

const excerptBounds = { around: 2, meant: 8, lineLength: 300 } as const

/**
 * For each finding the lines that it is about; `null` where the file is not there, no text, or longer than is shown.
 */
export function readExcerpts(files: SourceTree, findings: readonly Finding[]): (Excerpt | null)[] {
  const linesOf = new Map(
    [...new Set(findings.map(({ path }) => path))].map((path) => [path, readSourceFile(files, path)?.lines ?? []]),
  )
  return findings.map((finding) => cutExcerpt(linesOf.get(finding.path) ?? [], finding))
}

function cutExcerpt(lines: readonly string[], { line, endLine, column }: Finding): Excerpt | null {
  if (line > lines.length) return null
  const { around, meant } = excerptBounds
  const end = Math.min(endLine, lines.length)
  const lastMeant = Math.min(end, line + meant - 1)
  const first = Math.max(1, line - around)
  // Behind a gap more lines would look as if they followed.
  const last = lastMeant < end ? lastMeant : Math.min(lines.length, end + around)
  return {
    lines: lines.slice(first - 1, last).map((text, at) => {
      const number = first + at
      return {
        number,
        text: cutLine(text, number === line ? column : null),
        isMeant: number >= line && number <= lastMeant,
      }
    }),
    left: end - lastMeant,
  }
}

/** Of a line that is too long, the part in which the finding is. */
function cutLine(text: string, column: number | null): string {
  const { lineLength } = excerptBounds
  if (text.length <= lineLength) return text
  const start = Math.max(0, Math.min((column ?? 1) - lineLength / 3, text.length - lineLength))
  const end = start + lineLength
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`
}
