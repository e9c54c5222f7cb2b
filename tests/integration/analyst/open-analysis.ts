import { type AnalystRequest, type AnalystLine } from '../../../contracts/protocol/analyst.js'
import { defaultLimits } from '../../../contracts/limits.js'
import type { Language } from '../../../contracts/language.js'
import { ruleTables, toolsOf } from '../../../worker/checks/quality/rules/rule-tables.js'
import { newIdentity, sandbox } from '../pod/example-pod.js'

const nonce = 'n-1'
const limits = { memoryMb: 768, seconds: 180, outputBytes: 16 * 1024 * 1024 }

/** A pod with these files as its source, which the analyst reads as one language after the other. */
export async function openAnalysis(files: ReadonlyMap<string, string | Buffer>) {
  const pod = await sandbox.openPod({
    identity: newIdentity(),
    services: [],
    limits: { ...defaultLimits },
    language: 'node',
    imageNames: ['holder', 'analyst'],
  })
  const contents = new Map([...files].map(([path, content]) => [path, Buffer.from(content)]))
  await pod.placeSource(contents)
  return {
    /** What the analyst prints for a request with every rule of the language's tools. */
    async print(language: Language, changes: Partial<AnalystRequest> = {}): Promise<string> {
      const request: AnalystRequest = { nonce, language, rules: rulesOf(language), ...changes }
      const command = ['node', '/opt/analyst/dist/sandbox-images/analyst/main.js']
      const end = await pod.runTool({ image: 'analyst', command, input: `${JSON.stringify(request)}\n`, ...limits })
      if (end.exitCode !== 0) throw new Error(`the analyst ended with ${end.exitCode} (${end.limit}): ${end.stderr}`)
      return end.stdout
    },
    async [Symbol.asyncDispose]() {
      await pod[Symbol.asyncDispose]()
    },
  }
}

const rulesOf = (language: Language) =>
  Object.fromEntries(toolsOf[language].map((tool) => [tool, Object.keys(ruleTables[tool])]))

export const parseLines = (printed: string): AnalystLine[] =>
  printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AnalystLine)

/** What the linters found, file by file, as `tool:rule line`. */
export function observationsOf(lines: readonly AnalystLine[]): Record<string, string[]> {
  const byPath: Record<string, string[]> = {}
  for (const line of lines) {
    if (line.type === 'observation' && line.tool !== 'assay')
      (byPath[line.path] ??= []).push(`${line.tool}:${line.rule} ${line.line}`)
  }
  return byPath
}
