import { createHash } from 'node:crypto'
import type { Invocation, Location, Log, Notification, ReportingDescriptor, Result, Tool } from 'sarif'
import { count } from '../amounts.js'
import type { Finding, FindingLevel, QualityDetails } from './quality-report.js'
import type { Report } from './report.js'

/** SARIF 2.1.0 (OASIS, errata 01). Section numbers below are those of the specification. */
const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/** The base of all addresses: whoever opens the file says where the submission lies. */
const sourceRoot = '%SRCROOT%'

const levels: Readonly<Record<FindingLevel, Result.level>> = { severe: 'error', notable: 'warning', slight: 'note' }

/**
 * What was found in the source, as editors and other tools read it. Without `results` where the source was not read:
 * that is what tells it from a source in which nothing was found (3.14.23).
 */
export function toSarif(report: Report): Log {
  const { details } = report.checks.quality
  const rules = listRules(details?.findings ?? [])
  return {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: describeTool(report, rules),
        automationDetails: { id: `assay/${report.exercise.slug}/${report.language}/${report.run}` },
        originalUriBaseIds: { [sourceRoot]: { description: { text: 'The folder of the submission.' } } },
        invocations: [describeInvocation(report)],
        ...(details && { results: describeResults(details.findings, rules) }),
        properties: {
          submission: report.submission,
          run: report.run,
          exercise: report.exercise,
          verdict: report.verdict,
          score: report.checks.quality.score,
        },
      },
    ],
  }
}

function describeTool({ receipt, checks }: Report, rules: ReportingDescriptor[]): Tool {
  const extensions = Object.entries(checks.quality.details?.tools ?? {}).filter(([name]) => name !== 'assay')
  return {
    driver: { name: 'Assay', ...(receipt.assay !== '' && { version: receipt.assay }), rules },
    ...(extensions.length > 0 && { extensions: extensions.map(([name, version]) => ({ name, version })) }),
  }
}

/** Each rule that was broken, once, in the order of the findings. */
function listRules(findings: readonly Finding[]): ReportingDescriptor[] {
  const firsts = new Map(findings.toReversed().map((finding) => [finding.rule, finding]))
  return [...new Set(findings.map(({ rule }) => rule))].flatMap((id) => {
    const finding = firsts.get(id)
    return finding ? [describeRule(finding)] : []
  })
}

const describeRule = ({ rule, why, fix, level, category }: Finding): ReportingDescriptor => ({
  id: rule,
  shortDescription: { text: why },
  fullDescription: { text: `${why} ${fix}` },
  help: {
    text: `Why: ${why}\n\nHow to fix it: ${fix}`,
    markdown: `**Why:** ${escapeMarkdown(why)}\n\n**How to fix it:** ${escapeMarkdown(fix)}`,
  },
  defaultConfiguration: { level: levels[level] },
  properties: { category, tags: [category] },
})

const escapeMarkdown = (text: string) => text.replaceAll(/[\\`*_{}[\]<>()#+!|~$&-]/g, (character) => `\\${character}`)

function describeResults(findings: readonly Finding[], rules: ReportingDescriptor[]): Result[] {
  const places = new Map(rules.map(({ id }, index) => [id, index]))
  const seen = new Map<string, number>()
  return findings.map((finding) => {
    const { rule, message, level, category } = finding
    const key = JSON.stringify([rule, finding.path, message])
    const nth = seen.get(key) ?? 0
    seen.set(key, nth + 1)
    return {
      ruleId: rule,
      ruleIndex: places.get(rule) ?? -1,
      level: levels[level],
      message: { text: escapePlaceholders(message) },
      locations: [locate(finding)],
      partialFingerprints: { 'assayFinding/v1': fingerprint(key, nth) },
      properties: { category, level },
    }
  })
}

/** `{0}` in a message would stand for its first argument (3.11.5), and there is none. */
const escapePlaceholders = (text: string) => text.replaceAll(/\{(\d+)\}/g, '{{$1}}')

/**
 * The same finding in the next attempt has the same one, also when lines moved: of equal findings in a file it is the
 * n-th.
 */
const fingerprint = (key: string, nth: number) =>
  createHash('sha256').update(`${key} ${nth}`).digest('hex').slice(0, 32)

/**
 * A region without a column is of whole lines (3.30.2). Tools count columns in units of their own, so that an end is
 * left out.
 */
const locate = ({ path, line, column, endLine }: Finding): Location => ({
  physicalLocation: {
    artifactLocation: { uri: toRelativeUri(path), uriBaseId: sourceRoot },
    region: { startLine: line, ...(column !== null && { startColumn: column }), endLine },
  },
})

/**
 * A path as a relative address (RFC 3986): a colon or a blank in it means nothing there. Half characters cannot be
 * told, so they become U+FFFD.
 */
const toRelativeUri = (path: string): string =>
  Buffer.from(path).toString().split('/').map(encodeURIComponent).join('/')

function describeInvocation({ checks, phases }: Report): Invocation {
  const { state, reason, details } = checks.quality
  const phase = phases.find(({ name }) => name === 'quality')
  const notes = [...(reason === null ? [] : [noteOf('note', reason)]), ...(details ? listNotes(details) : [])]
  return {
    executionSuccessful: state !== 'not-assessed',
    ...(phase && {
      startTimeUtc: phase.startedAt,
      endTimeUtc: new Date(Date.parse(phase.startedAt) + phase.ms).toISOString(),
    }),
    ...(notes.length > 0 && { toolExecutionNotifications: notes }),
  }
}

const listNotes = ({ unread, leftOff }: QualityDetails): Notification[] => [
  ...unread.map(({ path, reason }) => ({
    ...noteOf('warning', `Not analysed: ${reason}`),
    locations: [{ physicalLocation: { artifactLocation: { uri: toRelativeUri(path), uriBaseId: sourceRoot } } }],
  })),
  ...(leftOff > 0
    ? [noteOf('note', `${count(leftOff, 'finding')} of less weight ${leftOff === 1 ? 'is' : 'are'} not listed.`)]
    : []),
]

const noteOf = (level: Result.level, text: string): Notification => ({ level, message: { text } })
