import { decimal } from '../../../contracts/amounts.js'
import { languageNames } from '../../../contracts/language.js'
import { findNextFinding, findNextScenario } from '../../../contracts/next-advice.js'
import type { Report } from '../../../contracts/report.js'
import { findTellingLines } from '../../../contracts/telling-lines.js'
import { toneOfScore, VerdictBadge } from '../../ui/badge.js'
import { LogBlock } from '../../ui/section.js'

/** The first look at a report: the score, how the run ended, and what to do next. */
export function ScoreHeader({ report }: { report: Report }) {
  const { score, maxScore, verdict, limit, summary, incident, checks } = report
  const failed = checks.correctness.tests.find(({ outcome }) => outcome === 'failed')
  const slow = findNextScenario(report)
  const isFound = findNextFinding(report) !== null
  const told = findTellingLines(report)
  return (
    <div class="score-header">
      <ScoreRing score={score} maxScore={maxScore} />
      <div class="score-words">
        <p class="score-verdict">
          <VerdictBadge verdict={verdict} limit={limit} />{' '}
          <span class="score-language">{languageNames[report.language]}</span>
        </p>
        <h2>{summary.title}</h2>
        <p>{summary.detail}</p>
        {told && <LogBlock title={told.title} text={told.lines.join('\n')} />}
        {summary.advice && <p class="score-advice">{summary.advice}</p>}
        {told && (
          <p>
            <a href="#logs">Read the whole log</a>
          </p>
        )}
        {failed && (
          <p>
            <a href={`#test-${failed.id}`}>Go to the first failed test</a>
          </p>
        )}
        {slow && (
          <p>
            <a href={`#scenario-${slow.id}`}>Go to what costs the most points</a>
          </p>
        )}
        {isFound && (
          <p>
            <a href="#finding-1">Go to what costs the most points</a>
          </p>
        )}
        {incident !== null && (
          <p>
            Incident <code>{incident}</code>: include it when you ask about this run.
          </p>
        )}
      </div>
    </div>
  )
}

/** The score as a ring that is full at `maxScore`; a dash where there is none. */
export function ScoreRing({ score, maxScore }: { score: number | null; maxScore: number }) {
  const tone = toneOfScore(score)
  const label = score === null ? 'no score' : `${decimal(score)} of ${maxScore}`
  return (
    <div class={`score-ring ink-${tone}`}>
      <svg viewBox="0 0 120 120" role="img" aria-label={label}>
        <circle class="ring-track" cx="60" cy="60" r="52" pathLength={100} />
        {score !== null && score > 0 && (
          <circle
            class="ring-value"
            cx="60"
            cy="60"
            r="52"
            pathLength={100}
            stroke-dasharray={`${(100 * score) / maxScore} 100`}
            transform="rotate(-90 60 60)"
          />
        )}
      </svg>
      <p class="ring-text" aria-hidden="true">
        <strong>{score === null ? '–' : decimal(score)}</strong>
        <span>{score === null ? 'no score' : `of ${maxScore}`}</span>
      </p>
    </div>
  )
}
