/** Tools whose findings are known, each by its own names of rules. `assay` is what the analyst itself looks for. */
export const analysisTools = [
  'assay',
  'eslint',
  'ruff',
  'bandit',
  'javac',
  'phpcs',
  'phpmd',
  'roslyn',
  'rubocop',
] as const
export type AnalysisTool = (typeof analysisTools)[number]

/**
 * The limits of contracts/protocol/analyst.ts. In a file of their own because the analyst uses them too, and its image
 * does not have the package that the protocol's schemas are written with.
 */
export const analystLimits = {
  /** Bytes of one file beyond which it is not read. */
  fileBytes: 512 * 1024,
  /** Bytes of all that an analysis may print. */
  outputBytes: 16 * 1024 * 1024,
  /** Characters. */
  pathLength: 500,
  ruleLength: 100,
  nameLength: 200,
  messageLength: 500,
  reasonLength: 300,
  faultLength: 2000,
} as const
