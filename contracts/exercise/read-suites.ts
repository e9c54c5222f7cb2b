import type { ProblemDetail } from '../errors.js'
import type { SourceTree } from '../source-tree.js'
import { liesInSuite, matchesPattern } from '../hidden-tests.js'
import type { Manifest } from './manifest.js'
import { packageLimits } from './package-limits.js'
import { findSyntaxError } from './parse-module.js'
import { listPostmanRequests, type PostmanRequest } from './postman-collection.js'
import { seesResponses, type Suite } from './suite.js'

interface Reading {
  files: SourceTree
  /** `file:line` of a place in the manifest. */
  at(pointer: string): string
  mistakes: ProblemDetail[]
}

/**
 * The suites of a manifest, with the tests of those whose tests are known without running them. Adds to `mistakes` what
 * is wrong.
 */
export function readSuites({ suites = [] }: Manifest, reading: Reading): Suite[] {
  return suites.map((suite, index) => {
    const pointer = `/suites/${index}`
    const refuse = (key: string, detail: string) =>
      reading.mistakes.push({ pointer: reading.at(`${pointer}/${key}`), detail })
    if (suites.findIndex(({ path }) => path === suite.path) < index)
      refuse('path', `Another suite already has the path ${suite.path}.`)
    if (!exists(reading.files, suite)) refuse('path', missing(suite))
    if (suite.environment !== undefined) checkEnvironment(suite, reading, refuse)
    const requests = suite.runner === 'newman' ? readRequests(suite.path, reading) : undefined
    if (!requests) return suite
    for (const { key, pattern } of findIdlePatterns(suite, requests)) {
      refuse(
        `${key}/${escapePointer(pattern)}`,
        `The pattern "${pattern}" has no effect: it matches no request, or only requests that earlier patterns match.`,
      )
    }
    return { ...suite, requests }
  })
}

const escapePointer = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')

const exists = (files: SourceTree, suite: Suite): boolean =>
  suite.runner === 'newman' ? files.has(suite.path) : [...files.keys()].some((file) => liesInSuite(file, suite))

const missing = ({ runner, path }: Suite) =>
  `The package has no ${runner === 'newman' ? 'file' : 'file or folder'} ${path}; the path is from the root of the package.`

function checkEnvironment(
  { runner, environment = '' }: Suite,
  { files }: Reading,
  refuse: (key: string, detail: string) => void,
): void {
  const source = files.get(environment)
  if (runner !== 'newman') refuse('environment', 'Only newman supports Postman environments.')
  else if (!source)
    refuse('environment', `The package has no file ${environment}; the path is from the root of the package.`)
  else if (source.length > packageLimits.collectionBytes)
    refuse('environment', `${environment} is larger than ${packageLimits.collectionBytes / 1024} KB.`)
  else if (!isJson(source)) refuse('environment', `${environment} is not JSON.`)
}

function isJson(source: Buffer): boolean {
  try {
    JSON.parse(source.toString('utf8'))
    return true
  } catch {
    return false
  }
}

/** A collection that cannot be read is named by its own file; one that is missing was named before. */
function readRequests(path: string, { files, mistakes }: Reading): PostmanRequest[] | undefined {
  const text = files.get(path)?.toString('utf8')
  if (text === undefined) return undefined
  try {
    return listPostmanRequests(text)
  } catch (error) {
    const { message } = error as Error
    if (error instanceof SyntaxError)
      mistakes.push({
        pointer: locateSyntaxError(path, text),
        detail: `This is not valid JSON: ${message.split('\n')[0]}`,
      })
    else mistakes.push({ pointer: path, detail: message })
    return undefined
  }
}

/** The engine tells no place; where the text is no JavaScript either, its parser does. */
function locateSyntaxError(path: string, text: string): string {
  const line = findSyntaxError(text)
  return line === null ? path : `${path}:${line}`
}

/** Patterns that are the first to match for no test. */
function findIdlePatterns(suite: Suite, requests: readonly PostmanRequest[]): { key: string; pattern: string }[] {
  const names = requests.map(({ folders, title }) => [...folders, title].join(' / '))
  return (['points', 'hints', 'show'] as const).flatMap((key) => {
    const patterns = Object.keys(suite[key] ?? {})
    const deciding = new Set(names.map((name) => patterns.find((pattern) => matchesPattern(pattern, name))))
    return patterns.filter((pattern) => !deciding.has(pattern)).map((pattern) => ({ key, pattern }))
  })
}

/** A contract is judged by responses the examiner sees; of some runners it sees none. */
export function findContractMistakes(
  suites: readonly Suite[],
  files: SourceTree,
  hasHiddenTests: boolean,
): ProblemDetail[] {
  if (!files.has('openapi.yaml') || suites.length === 0 || hasHiddenTests || suites.some(seesResponses)) return []
  const runners = [...new Set(suites.map(({ runner }) => runner))].join(', ')
  return [
    {
      pointer: 'openapi.yaml',
      detail: `Responses are compared with it only where the examiner sees them: in tests that use the kit and in newman, not in ${runners}. Add such a test, or keep the file elsewhere.`,
    },
  ]
}
