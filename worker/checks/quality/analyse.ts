import { randomBytes } from 'node:crypto'
import { Compile } from 'typebox/compile'
import { type AnalysisTool, analystLimits } from '../../../contracts/protocol/analyst-limits.js'
import { type AnalystLine, AnalystLineSchema, type AnalystRequest } from '../../../contracts/protocol/analyst.js'
import type { Language } from '../../../contracts/language.js'
import type { Limits } from '../../../contracts/limits.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { untilAborted } from '../../sandbox/until-aborted.js'
import type { PodIdentity } from '../../sandbox/labels.js'
import type { Pod } from '../../sandbox/pod.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import { lineParser } from '../line-parser.js'
import type { Analysis } from './analysis.js'
import { isCompiled, lintByCompiler, ownCrashes } from './compilers.js'
import { isHarmless } from './rules/harmless.js'
import { ruleTables, toolsOf } from './rules/rule-tables.js'

export interface AnalysisRequest {
  source: SourceTree
  language: Language
  limits: Limits
  identity: PodIdentity
  signal: AbortSignal
}

/** What broke a bound of the tools as a whole, or the tools: an outcome of a source that is far out of the usual. */
export class SourceTooMuch extends Error {}

const memoryMb = 768
/** A usual source takes two or three. */
export const analysisSeconds = 120

/**
 * Reads a source with every tool of its language, in a pod of its own. Throws `SourceTooMuch` where it breaks their
 * limits.
 */
export async function analyse(request: AnalysisRequest, sandbox: Sandbox): Promise<Analysis> {
  const { language, limits, identity, signal } = request
  await using pod = await sandbox.openPod({
    identity,
    services: [],
    limits,
    language,
    imageNames: ['holder', 'analyst', language],
  })
  return await untilAborted(signal, readSource(pod, request))
}

async function readSource(pod: Pod, request: AnalysisRequest): Promise<Analysis> {
  await pod.placeSource(request.source)
  const analysis = await askTools(pod, request)
  return {
    ...analysis,
    observations: analysis.observations.filter((observation) => !isHarmless(observation, request.source)),
  }
}

async function askTools(pod: Pod, { language, signal }: AnalysisRequest): Promise<Analysis> {
  const asking = askAnalyst(pod, language)
  if (!isCompiled(language)) return await asking
  const compiling = lintByCompiler(
    pod,
    language,
    toolsOf[language].flatMap((tool) => Object.keys(ruleTables[tool])),
    signal,
  )
  const [analysis, compiler] = await Promise.all([asking, compiling])
  return {
    ...analysis,
    observations: [...analysis.observations, ...compiler.observations],
    unread: [...analysis.unread, ...compiler.unread],
    tools: { ...analysis.tools, ...compiler.tools },
  }
}

async function askAnalyst(pod: Pod, language: Language): Promise<Analysis> {
  const tools: readonly AnalysisTool[] = isCompiled(language) ? ['assay'] : ['assay', ...toolsOf[language]]
  const request: AnalystRequest = {
    nonce: randomBytes(16).toString('hex'),
    language,
    rules: Object.fromEntries(tools.map((tool) => [tool, Object.keys(ruleTables[tool])])),
  }
  const { exitCode, limit, stdout, stderr } = await pod.runTool({
    image: 'analyst',
    command: ['node', '/opt/analyst/dist/sandbox-images/analyst/main.js'],
    input: `${JSON.stringify(request)}\n`,
    memoryMb,
    seconds: analysisSeconds,
    outputBytes: analystLimits.outputBytes,
  })
  if (limit) throw new SourceTooMuch(`Reading the source exceeded a limit of the tools (${limit}).`)
  if (ownCrashes.has(exitCode)) throw new SourceTooMuch('The tools crashed while reading the source.')
  if (exitCode !== 0) throw new Error(`The analyst ended with ${exitCode}: ${stderr}`)
  return readAnalysis(stdout, request.nonce)
}

const parseLine = lineParser<AnalystLine>(Compile(AnalystLineSchema), 'The analyst')

/**
 * Reads the whole answer of the analyst. Throws on anything but known lines with the nonce up to the last one, and on a
 * fault that it tells of.
 */
function readAnalysis(output: string, nonce: string): Analysis {
  const lines = output
    .trimEnd()
    .split('\n')
    .map((text) => parseLine(text, nonce))
  const fault = lines.find((line) => line.type === 'fault')
  if (fault) throw new Error(`The analyst reports a fault: ${fault.message}`)
  const last = lines.at(-1)
  if (last?.type !== 'analysed') throw new Error('The analyst stopped before its last line')
  const ofType = <T extends AnalystLine['type']>(type: T) =>
    lines.filter((line): line is Extract<AnalystLine, { type: T }> => line.type === type)
  return {
    observations: ofType('observation'),
    functions: ofType('function'),
    duplicates: ofType('duplicate'),
    files: ofType('file'),
    unread: ofType('unread'),
    tools: last.tools,
  }
}
