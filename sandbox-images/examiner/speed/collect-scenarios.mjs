import { takeScenarios } from '../kit/registry.mjs'
import { AuthorMistake } from '../kit/test-failure.mjs'
import { importFiles } from '../runner/collect-tests.mjs'

const mostScenarios = 20

/**
 * Imports the files of an exercise that measure speed and returns the scenarios they register by id.
 * Throws `AuthorMistake` for a file that does not load or registers none, and for an id that two scenarios share.
 * @param {string} folder @param {readonly string[]} files relative to the folder
 */
export async function collectScenarios(folder, files) {
  await importFiles(folder, files)
  const byId = new Map()
  for (const scenario of takeScenarios()) {
    const first = byId.get(scenario.id)
    if (first)
      throw new AuthorMistake(
        `Two scenarios have the id "${scenario.id}": one in ${first.file}, one in ${scenario.file}.`,
        scenario.file,
      )
    byId.set(scenario.id, scenario)
  }
  const idle = files.find((file) => ![...byId.values()].some((scenario) => scenario.file === file))
  if (idle) throw new AuthorMistake('The file registers no scenario.', idle)
  if (byId.size > mostScenarios)
    throw new AuthorMistake(
      `The files in hidden/speed/ register ${byId.size} scenarios; the maximum is ${mostScenarios}.`,
    )
  return byId
}

/** A scenario without its functions, as the worker is told. */
export const describeScenario = ({ seed: _seed, requests: _requests, audit, ...described }) => ({
  ...described,
  hasAudit: audit !== null,
})
