import { statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

/** What tap is given for an argument of `npm test`: a file or a pattern by its source, a folder for all tests in it, or an option of tap's. */
export function compiledTests(root, argument) {
  if (argument.startsWith('-')) return argument
  const path = relative(root, resolve(root, argument))
  const isFolder = statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory()
  const compiled = path.startsWith('dist/') ? path : join('dist', path)
  return isFolder ? join(compiled, '**/*.test.js') : compiled.replace(/\.(tsx?|\{ts,tsx\})$/, '.js')
}
