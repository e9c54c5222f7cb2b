import type { Command } from 'commander'
import { count } from '../../contracts/amounts.js'
import { escapeDeep, toSafeJson } from '../../contracts/escape.js'
import type { Cli } from '../cli.js'
import { readLocalServer } from '../client/server.js'
import type { Facts, Finding } from '../doctor/facts.js'
import { findingsOf } from '../doctor/findings.js'
import { gatherEngineFacts, gatherHostFacts, gatherRedisFacts, gatherServerFacts } from '../doctor/gather.js'
import { type Ink, pad, type Page, wrapLines } from '../print/page.js'

/** `assay doctor`: what of this machine is fit for grading, and what to do about the rest. */
export function addDoctorCommand(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('check whether this machine can grade, and how to fix problems')
    .option('--server <url>', 'also check this Assay server (default: ASSAY_SERVER, or one started here)')
    .option('--json', 'print facts and findings as JSON')
    .action((options: { server?: string; json?: boolean }) => examine(cli, options))
}

async function examine(cli: Cli, options: { server?: string; json?: boolean }): Promise<void> {
  const facts = await gatherFacts(cli, options.server)
  const findings = findingsOf(facts)
  cli.terminal.out(options.json ? toSafeJson({ facts, findings }) : printFindings(findings, cli.terminal.page))
  if (findings.some(({ level }) => level === 'fail')) cli.endWith(2)
}

async function gatherFacts({ settings }: Cli, asked: string | undefined): Promise<Facts> {
  const local = await readLocalServer(settings.dataFolder)
  const serverUrl = asked ?? settings.server ?? local.url
  const redisUrl = settings.redisUrl ?? local.redisUrl
  const [host, engine, server, redis] = await Promise.all([
    gatherHostFacts(settings.dataFolder),
    gatherEngineFacts(settings.dockerHost),
    serverUrl === undefined ? undefined : gatherServerFacts(serverUrl),
    redisUrl === undefined ? undefined : gatherRedisFacts(redisUrl),
  ])
  return { host, engine, ...(server && { server }), ...(redis && { redis }) }
}

const inks: Record<Finding['level'], Ink> = { ok: 'good', warn: 'warn', fail: 'bad' }
const levelColumns = 6
const subjectColumns = 16

/** The findings as a list, what to do below each, and a last word. */
function printFindings(findings: readonly Finding[], page: Page): string {
  const fails = findings.filter(({ level }) => level === 'fail').length
  const warnings = findings.filter(({ level }) => level === 'warn').length
  const last =
    fails > 0
      ? page.paint('bad', `This machine cannot grade yet: ${count(fails, 'problem')} to fix.`)
      : `This machine can grade${warnings > 0 ? `, with ${count(warnings, 'warning')}` : ''}.`
  return [...escapeDeep(findings).flatMap((finding) => printFinding(finding, page)), '', last].join('\n')
}

function printFinding({ level, subject, detail, advice }: Finding, page: Page): string[] {
  const indent = ' '.repeat(levelColumns + subjectColumns)
  const [first = '', ...rest] = wrapLines(page, detail, indent)
  const head = pad(page.paint(inks[level], level), levelColumns) + subject.padEnd(subjectColumns) + first.trimStart()
  return [
    head,
    ...rest,
    ...(advice === '' ? [] : wrapLines(page, advice, indent).map((line) => page.paint('dim', line))),
  ]
}
