import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * The folder that holds `package.json`: files that are not compiled are reached through it, from the sources and from
 * `dist/`.
 */
export function findProjectRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(`${folder}/package.json`)) {
    if (dirname(folder) === folder)
      throw new Error('No package.json above the compiled files: the installation is broken.')
    folder = dirname(folder)
  }
  return folder
}

/** Of this build, as package.json has it. */
export const { version: assayVersion } = JSON.parse(readFileSync(`${findProjectRoot()}/package.json`, 'utf8')) as {
  version: string
}
