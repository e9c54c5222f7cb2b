import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { SetupProblem } from '../bootstrap/setup-problem.mjs'

/**
 * The compiled test files of what is named by its source, a file or a folder; without a name, of all. Paths from the root, in
 * the order of their names. Throws a `SetupProblem` for what has no tests.
 */
export function findTests(root, named) {
  const files = (named.length === 0 ? ['tests'] : named).flatMap((name) => findIn(root, name))
  return [...new Set(files)].sort()
}

function findIn(root, name) {
  const source = relative(root, resolve(root, name))
  const compiled = source.startsWith('dist/') ? source : join('dist', source)
  const files = isFolder(join(root, compiled)) ? listTests(root, compiled) : [compiled.replace(/\.tsx?$/, '.js')]
  if (files.length === 0 || !files.every((file) => file.endsWith('.test.js') && existsSync(join(root, file)))) {
    throw new SetupProblem(`${name} is no test and no folder with tests. Name one by its path, such as tests/api/cursor.test.ts or tests/api.`)
  }
  return files
}

const isFolder = (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

const listTests = (root, folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((path) => path.endsWith('.test.js'))
    .map((path) => join(folder, path))
