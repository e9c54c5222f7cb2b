import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { idPattern } from '../../../contracts/hidden-tests.js'
import type { Scenario } from '../../../contracts/protocol/speed.js'
import type { CollectedTest } from '../../../contracts/protocol/test-runner.js'
import type { ScenarioOptions, ScenarioRequest, TestBody } from './author-types.js'
import { AuthorMistake, findPlace } from './test-failure.js'

/** What tests and scenarios have in common: rules for their options, and the list of what was registered. */

export type RegisteredTest = CollectedTest & { body: TestBody }

/** A kind of request of a scenario, as it was registered. */
export type RequestKind = ScenarioRequest & { weight: number }

/** A scenario as the worker is told of it, and its author's functions. */
export type RegisteredScenario = Omit<Scenario, 'hasAudit'> & {
  requests: readonly RequestKind[]
  seed: NonNullable<ScenarioOptions['seed']> | null
  audit: NonNullable<ScenarioOptions['audit']> | null
}

export const isText =
  (longest: number) =>
  (value: unknown): boolean =>
    typeof value === 'string' && value.length > 0 && value.length <= longest
export const isNumber =
  (min: number, max: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && value >= min && value <= max
export const isInteger =
  (min: number, max: number) =>
  (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
export const isFunction = (value: unknown): boolean => typeof value === 'function'
const idShape = new RegExp(idPattern)
export const isId = (value: unknown): boolean => idShape.test(String(value))

/** What holds for an option, and how it is said when it does not. */
export type OptionRules = Readonly<Record<string, { holds: (value: unknown) => boolean; expected: string }>>

export const withoutUndefined = <Options extends object>(options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options

/** The first thing that is wrong with some options, in words; `undefined` where nothing is. */
export function findOptionMistake(options: object, rules: OptionRules): string | undefined {
  for (const [name, value] of Object.entries(withoutUndefined(options))) {
    const rule = rules[name]
    if (!rule) return `there is no option "${name}"; the options are ${Object.keys(rules).join(', ')}`
    if (!rule.holds(value)) return `"${name}" must be ${rule.expected}`
  }
  return undefined
}

let collected: RegisteredTest[] = []
let scenarios: RegisteredScenario[] = []
let currentFile = ''

/** Remembers a test; it runs later, when the examiner asks for it. */
export function registerTest(test: Omit<RegisteredTest, 'group' | 'file'> & { group?: string | undefined }): void {
  collected.push({ ...test, group: test.group ?? groupOf(currentFile), file: currentFile })
}

/** All tests registered since the last call, in order. */
export function takeTests(): RegisteredTest[] {
  const tests = collected
  collected = []
  return tests
}

/** Remembers a speed scenario; it is measured later, in turns. */
export function registerScenario(scenario: Omit<RegisteredScenario, 'file'>): void {
  scenarios.push({ ...scenario, file: currentFile })
}

/** All scenarios registered since the last call, in order. */
export function takeScenarios(): RegisteredScenario[] {
  const taken = scenarios
  scenarios = []
  return taken
}

/** What was registered by its id. Throws `AuthorMistake` for an id that two of them share. */
export function byId<Registered extends { id: string; file: string }>(
  what: 'tests' | 'scenarios',
  registered: readonly Registered[],
): Map<string, Registered> {
  const found = new Map<string, Registered>()
  for (const each of registered) {
    const first = found.get(each.id)
    if (first)
      throw new AuthorMistake(
        `Two ${what} have the id "${each.id}": one in ${first.file}, one in ${each.file}.`,
        each.file,
      )
    found.set(each.id, each)
  }
  return found
}

const groupOf = (path: string): string => (path.split('/').at(-1) ?? '').replace(/\.(test|speed)\.mjs$/, '')

/**
 * Imports modules of an exercise, one after the other: what they register from then on is theirs. Throws
 * `AuthorMistake`, with the place, for one that does not load. `files` are relative to the folder.
 */
export async function importFiles(folder: string, files: readonly string[]): Promise<void> {
  for (const file of files) await importFile(folder, file)
}

async function importFile(folder: string, file: string): Promise<void> {
  currentFile = file
  try {
    await import(pathToFileURL(join(folder, file)).href)
  } catch (error) {
    if (error instanceof AuthorMistake) throw error
    const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    throw new AuthorMistake(`The file does not load: ${words.replaceAll(`${folder}/`, '')}`, findPlace(error) || file)
  }
}
