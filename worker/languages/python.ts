import { basename } from 'node:path/posix'
import { procfileLine } from './procfile.js'
import { shellLine, type LanguageConventions } from './start-plan.js'

/** Bytecode cannot be written beside read-only source, and buffered prints would be lost with a killed process. */
export const pythonEnv = { PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' }

/** Whether pytest would collect the file, unless it is told otherwise. */
export const isPytestFile = (path: string): boolean => /^(test_.*|.*_test)\.py$/.test(basename(path))

const mainFiles = ['main.py', 'app.py']

/** The Procfile, or `main.py`, or `app.py`. There is nothing to build. */
export const pythonConventions: LanguageConventions = (source) => {
  const web = procfileLine(source, 'web')
  if (web !== undefined) return { build: null, start: shellLine(web), env: pythonEnv }
  const main = mainFiles.find((file) => source.has(file))
  if (main === undefined) return { refusal: `There is nothing to start: no "web:" line in a Procfile, and none of ${mainFiles.join(', ')}.` }
  return { build: null, start: ['python3', main], env: pythonEnv }
}
