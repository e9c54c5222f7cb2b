import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Removes from dist/tests/ what is compiled of a test that has been deleted or renamed: the compiler leaves it, and it
 * would be run.
 * @param {string} root
 */
export async function removeStaleTests(root) {
  const compiled = join(root, 'dist/tests')
  const paths = await readdir(compiled, { recursive: true }).catch(() => [])
  const stale = paths.filter((path) => path.endsWith('.js') && !hasSource(join(root, 'tests', path)))
  await Promise.all(
    stale.flatMap((path) => [path, `${path}.map`]).map((path) => rm(join(compiled, path), { force: true })),
  )
}

/** @param {string} path */
const hasSource = (path) => ['.ts', '.tsx'].some((extension) => existsSync(path.replace(/\.js$/, extension)))
