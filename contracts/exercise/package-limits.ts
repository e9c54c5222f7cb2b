import type { ProblemDetail } from '../errors.js'
import type { SourceTree } from '../source-tree.js'

const KB = 1024

/**
 * How much of a package is parsed before its tests run. Whatever keeps to it is read in a second or two; a package that
 * an author writes by hand has a tenth of it.
 */
export const packageLimits = {
  /** Each of `exercise.yaml`, `bug.yaml`, `expect.yaml` and `changes.yaml`. */
  yamlBytes: 512 * KB,
  yamlTokens: 20_000,
  yamlDepth: 16,
  statementBytes: 64 * KB,
  /** `openapi.yaml`, which the examiner reads. */
  contractBytes: 1024 * KB,
  contractTokens: 100_000,
  contractDepth: 64,
  /** One module of hidden tests or scenarios, and all of them. */
  moduleBytes: 512 * KB,
  modulesBytes: 4 * 1024 * KB,
  /** Of code within code, and of the parts of one expression. */
  moduleDepth: 300,
  /** Hidden tests on the kit, and files of them. */
  tests: 1000,
  /** A Postman collection or environment. */
  collectionBytes: 2 * 1024 * KB,
  collectionDepth: 32,
  collectionRequests: 2000,
  nameLength: 1000,
  /** Files that one planted bug or sample edits, all together. */
  editedBytes: 2 * 1024 * KB,
  /** All `changes.yaml` of samples together. */
  changesBytes: 1024 * KB,
  /** Mistakes that are named. */
  mistakes: 100,
} as const

/** Files that are parsed, and how long each may be. */
const bounds: readonly { isMeant: (path: string) => boolean; mostBytes: number }[] = [
  {
    isMeant: (path) => path === 'exercise.yaml' || /^bugs\/[^/]+\/bug\.yaml$/.test(path) || isExpectation(path),
    mostBytes: packageLimits.yamlBytes,
  },
  { isMeant: (path) => path === 'statement.md', mostBytes: packageLimits.statementBytes },
  { isMeant: (path) => path === 'openapi.yaml', mostBytes: packageLimits.contractBytes },
  { isMeant: isModule, mostBytes: packageLimits.moduleBytes },
]

/** What a sample of the package must come to; `verify` reads it. */
export const isExpectation = (path: string): boolean => /^submissions\/[^/]+\/[^/]+\/expect\.yaml$/.test(path)

function isModule(path: string): boolean {
  return /^hidden\/(correctness|speed)\/.+\.mjs$/.test(path)
}

/** Files that are too long to be parsed at all; told before anything is. */
export function findOversized(files: SourceTree): ProblemDetail[] {
  const long = [...files].flatMap(([path, content]) => {
    const bound = bounds.find(({ isMeant }) => isMeant(path))
    if (!bound || content.length <= bound.mostBytes) return []
    return [
      {
        pointer: path,
        detail: `The file has ${Math.ceil(content.length / KB)} KB; the maximum is ${bound.mostBytes / KB} KB. Shorten it.`,
      },
    ]
  })
  const modulesBytes = [...files].reduce((sum, [path, content]) => sum + (isModule(path) ? content.length : 0), 0)
  if (modulesBytes <= packageLimits.modulesBytes) return long
  return [
    ...long,
    {
      pointer: 'hidden/',
      detail: `The modules of the hidden tests are larger than ${packageLimits.modulesBytes / KB / KB} MB in total. Keep large data in other kinds of files.`,
    },
  ]
}
