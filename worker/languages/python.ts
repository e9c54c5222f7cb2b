import { basename, dirname, join } from 'node:path/posix'
import type { SourceTree } from '../../contracts/source-tree.js'
import {
  isForeign,
  type LanguageConventions,
  type StartConventions,
  type OwnTestsConventions,
  shellLine,
  type SuiteConventions,
} from './conventions.js'
import { procfileLine, textOf } from './project-files.js'

/** Bytecode cannot be written beside read-only source, and buffered prints would be lost with a killed process. */
const pythonEnv = { PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' }

/** Whether pytest would collect the file, unless it is told otherwise. */
const isPytestFile = (path: string): boolean => /^(test_.*|.*_test)\.py$/.test(basename(path))

const mainFiles = ['main.py', 'app.py']

/** The Procfile, or `main.py`, or `app.py`. There is nothing to build, but for a file that Django wants to see. */
const start: StartConventions = (source) => {
  const web = procfileLine(source, 'web')
  if (web !== undefined) return { build: touchDatabase(source, web), start: shellLine(web), env: pythonEnv }
  const main = mainFiles.find((file) => source.has(file))
  if (main === undefined)
    return { refusal: `There is nothing to start: no "web:" line in a Procfile, and none of ${mainFiles.join(', ')}.` }
  return { build: null, start: ['python3', main], env: pythonEnv }
}

/**
 * The development server of Django does not start unless it can open its database, and new projects have one in SQLite
 * beside their source, which is read-only: an empty file is enough for services that store nothing in it.
 */
function touchDatabase(source: SourceTree, web: string): string[] | null {
  if (!/\bmanage\.py\s+runserver\b/.test(web)) return null
  for (const path of source.keys()) {
    const name = path.endsWith('settings.py')
      ? /sqlite3['"][^}]*?BASE_DIR\s*[/,]\s*['"]([\w.-]+)['"]/.exec(textOf(source, path))?.[1]
      : undefined
    const file = name && join(dirname(dirname(path)), name)
    if (file && !source.has(file)) return ['touch', file]
  }
  return null
}

/**
 * As a module, so that the folder of the suite is on the path; its cache could not be written beside read-only source.
 */
const pytest = ['python3', '-m', 'pytest', '-p', 'no:cacheprovider']

/** The Procfile, or pytest over the files that it collects by itself. There is nothing to build. */
const suite: SuiteConventions = (source, line) => {
  if (line !== undefined) return { build: null, run: shellLine(line), env: pythonEnv }
  if ([...source.keys()].some(isPytestFile)) return { build: null, run: pytest, env: pythonEnv }
  return {
    refusal: 'There is nothing to run: no "test:" line in a Procfile, and no file test_*.py or *_test.py for pytest.',
  }
}

const command = 'pytest'

const ownTests: OwnTestsConventions = (source, service) => {
  const hasTests = [...source.keys()].some((path) => isPytestFile(path) && !isForeign(path))
  if (!hasTests) return { command, missing: 'There is no file test_*.py or *_test.py.' }
  return { command, builds: service.build === null ? [] : [service.build], folder: '.', options: [], env: service.env }
}

export const python: LanguageConventions = { start, suite, ownTests }
