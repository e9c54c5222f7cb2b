import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Type, type Static } from 'typebox'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { limitKinds, LimitsSchema } from '../../../contracts/limits.js'
import { verdicts } from '../../../contracts/report/verdict.js'
import { readYamlFile } from '../../../contracts/exercise/yaml-file.js'
import { treeFromFolder } from '../../../storage/exercise-folder.js'
import { projectFile } from '../../project-file.js'

const ids = Type.Optional(Type.Array(Type.String()))

const ExpectationSchema = Type.Object(
  {
    /** What the program does, as the end of a sentence that begins with "a submission that". */
    does: Type.String(),
    verdict: Type.Array(Type.Enum([...verdicts]), { minItems: 1 }),
    /** Which limit, for `limit-exceeded`. */
    limit: Type.Optional(Type.Array(Type.Enum([...limitKinds]))),
    maxSeconds: Type.Integer(),
    /** Shorter limits than those of the exercise, for a program that sits one out. */
    limits: Type.Optional(LimitsSchema),
    /** Hidden tests that must not have passed. */
    failing: ids,
    /** Hidden tests that must have passed; `all` of them. */
    passing: Type.Optional(Type.Union([Type.Literal('all'), Type.Array(Type.String())])),
    /** How many forbidden things a probing program must have tried, lest it prove nothing. */
    tried: Type.Optional(Type.Integer()),
    /** Text that a learner's report must not have, beside the canary. */
    mustNotContain: ids,
  },
  { additionalProperties: false },
)
export type Expectation = Static<typeof ExpectationSchema>

export interface HostileCase {
  /** As in the catalogue: `R01`. */
  id: string
  language: 'python' | 'node'
  source: SourceTree
  expectation: Expectation
}

const hostileFolder = projectFile('tests/hostile')
const submissions = join(hostileFolder, 'submissions')

/**
 * The hostile submissions whose id begins so, in order. Throws for one that is not well formed, and where there is
 * none.
 */
export async function readCases(idStart: string): Promise<HostileCase[]> {
  const names = (await readdir(submissions)).filter((name) => name.startsWith(idStart)).sort()
  if (names.length === 0) throw new Error(`No hostile submission begins with ${idStart}`)
  return await Promise.all(names.map(readCase))
}

async function readCase(name: string): Promise<HostileCase> {
  const files = new Map((await treeFromFolder(join(submissions, name))).files)
  const path = `${name}/expect.yaml`
  const { value, mistakes } = readYamlFile(ExpectationSchema, path, files.get('expect.yaml')?.toString('utf8') ?? '')
  if (!value) throw new Error(mistakes.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('\n'))
  files.delete('expect.yaml')
  const isPython = files.has('main.py')
  const service = isPython ? await readService() : []
  return {
    id: name.slice(0, 3),
    language: isPython ? 'python' : 'node',
    source: new Map([...service, ...files]),
    expectation: value,
  }
}

/** Whether a program does nothing but try what must be refused, so that others can be in one process with it. */
export const onlyProbes = ({ language, expectation }: HostileCase): boolean =>
  language === 'python' && expectation.tried !== undefined && expectation.passing === 'all'

/** One submission that has the probes of several, each program a module of it. */
export async function joinProbes(cases: readonly HostileCase[]): Promise<SourceTree> {
  if (new Set(cases.map(({ id }) => id)).size < cases.length) throw new Error('Two probing programs have one id')
  const programs = cases.map(({ id, source }) => [`case_${id}.py`, source.get('main.py')!] as const)
  const main = await readFile(join(hostileFolder, 'service/all_probes.py'))
  return new Map([...(await readService()), ...programs, ['main.py', main]])
}

/** The modules that a hostile program imports. */
const readService = () =>
  Promise.all(
    ['service.py', 'probing.py'].map(
      async (name) => [name, await readFile(join(hostileFolder, 'service', name))] as const,
    ),
  )

/** A well-behaved submission: what it gets must not depend on what was graded before it. */
export async function readSentinel(): Promise<SourceTree> {
  return new Map([...(await readService()), ['main.py', await readFile(join(hostileFolder, 'service/main.py'))]])
}
