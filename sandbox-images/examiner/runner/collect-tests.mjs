import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beginFile, takeTests } from '../kit/registry.mjs'
import { AuthorMistake, findPlace } from '../kit/test-failure.mjs'

/**
 * Imports the test files, one after the other, and returns the tests they register by id.
 * Throws `AuthorMistake` for a file that does not load and for an id that two tests share.
 * @param {string} folder @param {readonly string[]} files relative to the folder
 */
export async function collectTests(folder, files) {
  await importFiles(folder, files)
  const byId = new Map()
  for (const test of takeTests()) {
    const first = byId.get(test.id)
    if (first)
      throw new AuthorMistake(
        `Two tests have the id "${test.id}": one in ${first.file}, one in ${test.file}.`,
        test.file,
      )
    byId.set(test.id, test)
  }
  return byId
}

/**
 * Imports modules of an exercise, one after the other. Throws `AuthorMistake`, with the place, for one that does not
 * load.
 */
export async function importFiles(folder, files) {
  for (const file of files) await importFile(folder, file)
}

async function importFile(folder, file) {
  beginFile(file)
  try {
    await import(pathToFileURL(join(folder, file)).href)
  } catch (error) {
    if (error instanceof AuthorMistake) throw error
    const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    throw new AuthorMistake(`The file does not load: ${words.replaceAll(`${folder}/`, '')}`, findPlace(error) || file)
  }
}
