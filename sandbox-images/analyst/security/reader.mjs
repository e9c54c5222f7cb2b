import { readSource } from '../select-files.mjs'
import { parseFile, parserVersions } from '../structure/parse-file.mjs'
import { findRisks } from './find-risks.mjs'

/**
 * Observations of what makes a service unsafe, each file by itself. What is too long to parse is told with the
 * structure.
 */
async function* readSecurity({ root, files, language, rules }) {
  for (const path of files) {
    yield { type: 'reading', path }
    const file = await parseFile({ language, path, text: await readSource(root, path) })
    if (file !== undefined)
      yield* findRisks(file, language, rules).map((found) => ({ type: 'observation', tool: 'assay', path, ...found }))
  }
}

export const reader = { versions: async () => parserVersions, read: readSecurity }
