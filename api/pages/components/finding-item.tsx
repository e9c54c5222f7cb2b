import type { Finding } from '../../../contracts/quality-report.js'
import { categoryTitles } from '../../../contracts/quality-words.js'
import type { Excerpt } from '../read-excerpts.js'
import { FindingBadge } from '../../ui/badge.js'
import { ExcerptView } from './excerpt-view.js'

/** A finding as the page shows it. */
export interface ShownFinding {
  /** Its place in the report from 1 on, and the end of its anchor. */
  number: number
  finding: Finding
  excerpt: Excerpt | null
  /** The page of the whole file; `null` where the source is not at hand. */
  fileHref: string | null
  /** The finding that told of the same rule before. */
  sameAs: ShownFinding | null
}

/**
 * One finding in the lines it is about, why it matters and how it is mended. What a rule before it said is not said
 * again.
 */
export function FindingItem({ number, finding, excerpt, fileHref, sameAs }: ShownFinding) {
  const { path, line, message, why, mend, rule, category, level } = finding
  return (
    <div class="finding" id={`finding-${number}`}>
      <h4 class="finding-head">
        <FindingBadge level={level} />
        {fileHref === null ? <span>Line {line}</span> : <a href={`${fileHref}#L${line}`}>Line {line}</a>}
        <span class="dim">{categoryTitles[category]}</span>
        <code class="finding-rule">{rule}</code>
      </h4>
      {excerpt && fileHref !== null ? (
        <ExcerptView
          excerpt={excerpt}
          line={line}
          message={message}
          href={fileHref}
          label={`${path}, line ${line}: ${message}`}
        />
      ) : (
        <p class="finding-message">{message}</p>
      )}
      {sameAs ? (
        <p class="dim">
          Why it matters and how to fix it: see{' '}
          <a href={`#finding-${sameAs.number}`}>
            line {sameAs.finding.line} of <bdi>{sameAs.finding.path}</bdi>
          </a>
          .
        </p>
      ) : (
        <>
          <p>{why}</p>
          <p class="hint">
            <b>How to fix it</b> {mend}
          </p>
        </>
      )}
    </div>
  )
}
