import { count, decimal } from '../../../contracts/amounts.js'
import type {
  CategoryResult,
  Finding,
  QualityDetails,
  StructureMeasure,
  UnreadFile,
  OwnTests,
} from '../../../contracts/report/quality-report.js'
import {
  categoryTitles,
  describeMeasure,
  describeSize,
  structureTitles,
  describeOwnTests,
} from '../../../contracts/report/quality-words.js'
import { Badge, FindingBadge, type Tone } from '../../ui/badge.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { type Excerpt, ExcerptView } from './excerpts.js'
import { LogBlock } from '../../ui/section.js'

export interface QualityViewProps extends Pick<FindingListProps, 'excerpts' | 'fileHrefs'> {
  details: QualityDetails
  /** The same findings as a file; `null` where there is none to load. */
  sarifHref: string | null
}

/** What was found in the source, and what it cost. */
export function QualityView({ details, excerpts, fileHrefs, sarifHref }: QualityViewProps) {
  const { findings, leftOff, categories, size, structure, unread, ownTests } = details
  const costly = categories.filter(({ findings, lost }) => findings > 0 || lost > 0)
  const shape = structure.filter(({ submission }) => submission > 0)
  return (
    <div class="quality">
      <p class="check-lead">
        Checked: {describeSize(size)}. Starter code and generated code do not count against you. Each finding costs
        points, but the same mistake costs nothing after the third time, and each category costs at most what the table
        shows.
      </p>
      {costly.length > 0 && (
        <DataTable
          narrow="dense"
          caption="What it cost"
          isCaptionShown
          columns={categoryColumns}
          rows={costly}
          keyOf={({ category }) => category}
        />
      )}
      {findings.length === 0 ? (
        <p>No problems found.</p>
      ) : (
        <FindingList findings={findings} excerpts={excerpts} fileHrefs={fileHrefs} leftOff={leftOff} />
      )}
      {sarifHref !== null && findings.length > 0 && (
        <p>
          <a class="button" href={sarifHref} download>
            Findings as SARIF
          </a>{' '}
          <span class="dim">for your editor</span>
        </p>
      )}
      {shape.length > 0 && (
        <DataTable
          narrow="dense"
          caption="The structure of your code"
          isCaptionShown
          columns={structureColumns}
          rows={shape}
          keyOf={({ name }) => name}
        />
      )}
      {ownTests && <OwnTestsView ownTests={ownTests} />}
      <UnreadFiles unread={unread} />
    </div>
  )
}

const categoryColumns: readonly Column<CategoryResult>[] = [
  { name: 'category', header: 'Category', cell: ({ category }) => categoryTitles[category] },
  { name: 'findings', header: 'Findings', isNumber: true, cell: ({ findings }) => findings },
  { name: 'lost', header: 'Points lost', isNumber: true, cell: ({ lost }) => decimal(lost) },
  { name: 'cap', header: 'At most', isNumber: true, cell: ({ cap }) => decimal(cap) },
]

const structureColumns: readonly Column<StructureMeasure>[] = [
  {
    name: 'measure',
    header: 'Measure',
    cell: ({ name, submission, bound }) => (
      <>
        {structureTitles[name]}
        {submission > bound && (
          <>
            {' '}
            <Badge tone="warn">too much</Badge>
          </>
        )}
      </>
    ),
  },
  {
    name: 'submission',
    header: 'Yours',
    isNumber: true,
    cell: (measure) => whole(describeMeasure(measure, measure.submission)),
  },
  {
    name: 'bound',
    header: 'Recommended maximum',
    isNumber: true,
    cell: (measure) => whole(describeMeasure(measure, measure.bound)),
  },
  {
    name: 'reference',
    header: 'Reference',
    isNumber: true,
    cell: (measure) => (measure.reference === null ? '–' : whole(describeMeasure(measure, measure.reference))),
  },
]

/** A figure and its unit stay together, in the narrowest column too. */
const whole = (text: string) => text.replaceAll(' ', '\u00a0')

/** What no tool could read is said, lest nobody wonder why nothing was found there. */
function UnreadFiles({ unread }: { unread: readonly UnreadFile[] }) {
  if (unread.length === 0) return null
  return (
    <details class="more">
      <summary>{count(unread.length, 'file')} could not be read</summary>
      <ul>
        {unread.map(({ path, reason }) => (
          <li key={path}>
            <code>{path}</code>: {reason}
          </li>
        ))}
      </ul>
    </details>
  )
}

interface FindingListProps {
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
function FindingList({ findings, excerpts, fileHrefs, leftOff }: FindingListProps) {
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

/** A finding as the page shows it. */
interface ShownFinding {
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
function FindingItem({ number, finding, excerpt, fileHref, sameAs }: ShownFinding) {
  const { path, line, message, why, fix, rule, category, level } = finding
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
            <b>How to fix it</b> {fix}
          </p>
        </>
      )}
    </div>
  )
}

const tones: Record<OwnTests['state'], Tone> = { passed: 'good', failed: 'bad', none: 'quiet', 'timed-out': 'bad' }

/**
 * How the learner's own tests went beside their own service. Where they did not pass their log says why, so it is open.
 */
function OwnTestsView({ ownTests }: { ownTests: OwnTests }) {
  const { state, log } = ownTests
  return (
    <div class="own-tests">
      <h3>Your own tests</h3>
      <p>
        <Badge tone={tones[state]}>{state.replace('-', ' ')}</Badge> {describeOwnTests(ownTests)}
      </p>
      {log.trim() !== '' && (
        <details class="more" open={state !== 'passed'}>
          <summary>{state === 'none' ? 'Why none were found' : 'Last output of your tests'}</summary>
          <LogBlock title="Your own tests" text={log} />
        </details>
      )}
    </div>
  )
}
