import { count } from '../../../contracts/amounts.js'
import type { Finding } from '../../../contracts/quality-report.js'
import type { Excerpt } from '../read-excerpts.js'
import { FindingItem, type ShownFinding } from './finding-item.js'

export interface FindingListProps {
  /** The gravest first. */
  findings: readonly Finding[]
  /** One for each finding; empty where the source is not at hand. */
  excerpts: readonly (Excerpt | null)[]
  /** One for each finding. */
  fileHrefs: readonly (string | null)[]
  /** How many more there are than the report lists. */
  leftOff: number
}

/** So many are told at once: whoever mends them comes back for the rest. */
const shownAtOnce = 10

/** The gravest findings file by file, the rest behind a click. */
export function FindingList({ findings, excerpts, fileHrefs, leftOff }: FindingListProps) {
  const shown = showFindings(findings, excerpts, fileHrefs)
  const rest = shown.slice(shownAtOnce)
  return (
    <div class="finding-list">
      <FileGroups shown={shown.slice(0, shownAtOnce)} />
      {rest.length > 0 && (
        <details class="more">
          <summary>{count(rest.length, 'more finding')}</summary>
          <FileGroups shown={rest} />
        </details>
      )}
      {leftOff > 0 && (
        <p class="dim">
          {count(leftOff, 'less serious finding')} {leftOff === 1 ? 'is' : 'are'} not listed.
        </p>
      )}
    </div>
  )
}

function showFindings(
  findings: readonly Finding[],
  excerpts: FindingListProps['excerpts'],
  fileHrefs: FindingListProps['fileHrefs'],
): ShownFinding[] {
  const firsts = new Map<string, ShownFinding>()
  return findings.map((finding, index) => {
    const first = firsts.get(finding.rule) ?? null
    const shown = {
      number: index + 1,
      finding,
      excerpt: excerpts[index] ?? null,
      fileHref: fileHrefs[index] ?? null,
      sameAs: first,
    }
    if (!first) firsts.set(finding.rule, shown)
    return shown
  })
}

/** Files in the order of the gravest thing in them. */
function FileGroups({ shown }: { shown: readonly ShownFinding[] }) {
  return (
    <>
      {[...new Set(shown.map(({ finding }) => finding.path))].map((path) => (
        <div class="finding-file" key={path}>
          <h3>
            <bdi>{path}</bdi>
          </h3>
          {shown
            .filter(({ finding }) => finding.path === path)
            .map((each) => (
              <FindingItem key={each.number} {...each} />
            ))}
        </div>
      ))}
    </>
  )
}
