import { dirname } from 'node:path/posix'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { bootstrapOf, hasPhpunitSettings } from '../php.js'
import { isForeign, type OwnTestsConventions } from './own-tests-plan.js'

const command = 'phpunit'

/** PHPUnit as phpunit.xml has it, else on the folders with files *Test.php. */
export const phpOwnTests: OwnTestsConventions = (source, service) => {
  const hasSettings = hasPhpunitSettings(source)
  const testFolders = foldersOf([...source.keys()].filter((path) => path.endsWith('Test.php') && !isForeign(path)))
  if (!hasSettings && testFolders.length === 0)
    return { command, missing: 'There is neither a phpunit.xml nor a file *Test.php.' }
  return {
    command,
    // Composer is told of what is for development too; a vendor folder that was sent along stays as it is.
    builds: service.build === null ? [] : [[...service.build, '--with-tests']],
    folder: '.',
    options: [
      ...sourceFolders(source, testFolders).flatMap((folder) => ['--coverage-filter', folder]),
      ...(hasSettings ? [] : [...bootstrapOf(source), ...testFolders]),
    ],
    env: {},
  }
}

/** `tests` for all that lies below it; else the folders themselves. */
const foldersOf = (paths: readonly string[]) =>
  [...new Set(paths.map((path) => /^tests?(?=\/)/.exec(path)?.[0] ?? dirname(path)))].sort()

/** Folders at the top with sources whose lines are counted: files beside them PHPUnit cannot be told of. */
function sourceFolders(source: SourceTree, testFolders: readonly string[]): string[] {
  const sources = [...source.keys()].filter((path) => path.endsWith('.php') && path.includes('/') && !isForeign(path))
  const folders = new Set(sources.map((path) => path.slice(0, path.indexOf('/'))))
  return [...folders].filter((folder) => !testFolders.includes(folder)).sort()
}
