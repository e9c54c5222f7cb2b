import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { readLocalServer } from '../client/local-server.js'
import type { Facts } from '../doctor/facts.js'
import { findingsOf } from '../doctor/findings.js'
import { gatherEngineFacts } from '../doctor/gather-engine.js'
import { gatherHostFacts } from '../doctor/gather-host.js'
import { gatherRedisFacts, gatherServerFacts } from '../doctor/gather-services.js'
import { toSafeJson } from '../../contracts/escape.js'
import { printFindings } from '../print/findings.js'

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
