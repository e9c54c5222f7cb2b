import { basename, extname } from 'node:path'
import { idOfTitle, matchesPattern } from '../../../contracts/hidden-tests.js'
import { textLimits } from '../../../contracts/protocol/bounds.js'
import type { HiddenTest } from '../../../contracts/protocol/examiner.js'
import type { ListedTest } from '../../../contracts/protocol/test-runner.js'
import type { Suite } from '../../../contracts/exercise/suite.js'
import { defaults } from '../kit/test.js'
import { AuthorMistake } from '../kit/test-failure.js'
import { describeCommand, describeEnvironment, runnerEnvironment } from './suite-command.js'
import { startSuite } from './suite-process.js'

const listMs = 60_000
interface ExamFacts {
  root: string
  seed: string
}

/** There is no service yet: a suite that asks it something while its files load cannot be listed. */
const noService = 'http://127.0.0.1:1'

/** A test of a suite as the report has it, and the key by which its runner knows it. */
export type SuiteTest = HiddenTest & { key: string }

/**
 * The tests of a suite, before anything runs: what a service answers changes neither their number nor their points.
 * Throws `AuthorMistake` where the runner cannot load the suite.
 */
export async function listSuite(suite: Suite, { root, seed }: ExamFacts): Promise<ListedTest[]> {
  if (suite.runner === 'newman')
    return (suite.requests ?? []).map(({ place, folders, title }) => ({ key: place.join('/'), folders, title }))
  const listed = await askRunner(suite, { root, seed })
  if (listed.length === 0) throw new AuthorMistake(`${nameSuite(suite)} has no test.`)
  return listed
}

export const nameSuite = ({ runner, path }: Suite): string => `The ${runner} suite ${path}`

async function askRunner(suite: Suite, { root, seed }: ExamFacts): Promise<ListedTest[]> {
  const run = { root, seed, isListing: true }
  const told = describeEnvironment({ baseUrl: noService, baseUrlName: suite.baseUrlName, seed, services: {} })
  const child = startSuite({ ...describeCommand(suite, run), env: { ...told, ...runnerEnvironment(run) } })
  const timer = setTimeout(() => child.kill(), listMs)
  try {
    for await (const message of child.messages()) {
      if (message.type === 'listed') return message.tests
      if (message.type === 'fault') throw new AuthorMistake(`${nameSuite(suite)} does not load: ${message.message}`)
    }
    throw new AuthorMistake(`${nameSuite(suite)} does not load: its runner ended with ${await child.describeEnd()}`)
  } finally {
    clearTimeout(timer)
    child.kill()
  }
}

const shownNames = 8

/**
 * The tests of a suite as the report has them: an id of their own, and points, hint and `show` by pattern.
 * Throws `AuthorMistake` for a pattern that decides for no test. `takenIds`: ids given so far; those given here are
 * added.
 */
export function describeTests(suite: Suite, listed: readonly ListedTest[], takenIds: Set<string>): SuiteTest[] {
  const choices = { points: choose(suite.points), hint: choose(suite.hints), show: choose(suite.show) }
  const fallbackGroup = basename(suite.path, extname(suite.path)).replace(/\.postman_collection$/, '')
  const tests = listed.map(({ key, folders, title }): SuiteTest => {
    const name = nameOf({ folders, title })
    return {
      key,
      id: takeId(idOfTitle(name, 'test'), takenIds),
      title: title.slice(0, textLimits.title),
      group: (folders.join(' / ') || fallbackGroup).slice(0, textLimits.group),
      points: choices.points.decide(name) ?? defaults.points,
      hint: choices.hint.decide(name) ?? defaults.hint,
      show: choices.show.decide(name) ?? defaults.show,
      file: suite.path,
    }
  })
  refuseIdlePatterns(suite, choices, listed)
  return tests
}

const nameOf = ({ folders, title }: Pick<ListedTest, 'folders' | 'title'>): string => [...folders, title].join(' / ')

interface Choice<Value> {
  /** Patterns that have decided for no test. */
  idle: Set<string>
  decide(name: string): Value | undefined
}

/** The first pattern that matches decides. */
function choose<Value>(byPattern: Readonly<Record<string, Value>> = {}): Choice<Value> {
  const idle = new Set(Object.keys(byPattern))
  return {
    idle,
    decide(name) {
      const pattern = Object.keys(byPattern).find((candidate) => matchesPattern(candidate, name))
      if (pattern === undefined) return undefined
      idle.delete(pattern)
      return byPattern[pattern]
    },
  }
}

function refuseIdlePatterns(
  { runner, path }: Suite,
  choices: Readonly<Record<string, Pick<Choice<unknown>, 'idle'>>>,
  listed: readonly ListedTest[],
): void {
  const idle = Object.values(choices).flatMap((choice) => [...choice.idle])
  if (idle.length === 0) return
  const names = listed
    .slice(0, shownNames)
    .map((test) => `"${nameOf(test)}"`)
    .join(', ')
  throw new AuthorMistake(
    `exercise.yaml: the pattern "${idle[0]}" applies to no test of the ${runner} suite ${path}. Its tests are ${names}${listed.length > shownNames ? ' …' : ''}.`,
  )
}

/** Suites have tests of one name more often than not: the second is `name-2`. */
function takeId(slug: string, takenIds: Set<string>): string {
  let id = slug
  for (let number = 2; takenIds.has(id); number++) id = `${slug}-${number}`
  takenIds.add(id)
  return id
}
