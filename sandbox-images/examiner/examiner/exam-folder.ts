import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isScenarioFile, isTestFile } from '../../../contracts/hidden-tests.js'
import type { Suite } from '../../../contracts/exercise/suite.js'

/** What is not compiled: the parts that run inside of other test runners, and the packages of those. */
export const suitesFolder = fileURLToPath(new URL('../../../../sandbox-images/examiner/suites', import.meta.url))
export const suitePackages = join(suitesFolder, 'packages/node_modules')

export interface ExamFolder {
  path: string
  contractFile: string
  /** `content` in base64. */
  write(file: { path: string; content: string }): Promise<void>
  linkKit(): Promise<void>
  /** Suites for other runners find the packages that come with those, before those of the kit. */
  linkSuitePackages(): Promise<void>
  testFiles(suites: readonly Suite[]): string[]
  scenarioFiles(): string[]
  hasContract(): boolean
}

/** The folder of the hidden tests, in which `@assay/kit` resolves. `folder`: an empty, writable one. */
function openExamFolder(folder: string): ExamFolder {
  const files: string[] = []
  return {
    path: folder,
    contractFile: join(folder, 'openapi.yaml'),
    async write({ path, content }) {
      if (path.startsWith('/') || normalize(path) !== path || path.startsWith('..'))
        throw new Error(`Not a path inside the package: ${path}`)
      await mkdir(join(folder, dirname(path)), { recursive: true })
      await writeFile(join(folder, path), Buffer.from(content, 'base64'))
      files.push(path)
    },
    linkKit: () => symlink(findModules(), join(folder, 'node_modules')),
    async linkSuitePackages() {
      await mkdir(join(folder, 'hidden'), { recursive: true })
      await symlink(suitePackages, join(folder, 'hidden/node_modules'))
    },
    testFiles: (suites) => files.filter((path) => isTestFile(path, suites)).sort(),
    scenarioFiles: () => files.filter(isScenarioFile).sort(),
    hasContract: () => files.includes('openapi.yaml'),
  }
}

/** Runs an examiner in a folder of its own, and ends the process with the exit code that it resolves to. */
export async function serve(run: (folder: ExamFolder) => Promise<number>): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), 'exam-'))
  const exitCode = await run(openExamFolder(path))
  await rm(path, { recursive: true, force: true })
  process.stdout.write('', () => process.exit(exitCode))
}

/** The nearest `node_modules` that holds the kit: the image's own, or that of a checkout. */
function findModules(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules')
    if (existsSync(join(candidate, '@assay/kit'))) return candidate
    if (folder === dirname(folder)) throw new Error('@assay/kit is not installed beside the examiner.')
  }
}
