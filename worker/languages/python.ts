import { basename, dirname, join } from 'node:path/posix'
import type { SourceTree } from '../../contracts/source-tree.js'
import { procfileLine } from './procfile.js'
import { shellLine, type LanguageConventions } from './start-plan.js'

/** Bytecode cannot be written beside read-only source, and buffered prints would be lost with a killed process. */
export const pythonEnv = { PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' }

/** Whether pytest would collect the file, unless it is told otherwise. */
export const isPytestFile = (path: string): boolean => /^(test_.*|.*_test)\.py$/.test(basename(path))

const mainFiles = ['main.py', 'app.py']

/** The Procfile, or `main.py`, or `app.py`. There is nothing to build, but for a file that Django wants to see. */
export const pythonConventions: LanguageConventions = (source) => {
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
  for (const [path, bytes] of source) {
    const name = path.endsWith('settings.py')
      ? /sqlite3['"][^}]*?BASE_DIR\s*[/,]\s*['"]([\w.-]+)['"]/.exec(bytes.toString('utf8'))?.[1]
      : undefined
    const file = name && join(dirname(dirname(path)), name)
    if (file && !source.has(file)) return ['touch', file]
  }
  return null
}
