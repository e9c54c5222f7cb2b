import { isForeign, type OwnTestsConventions } from './own-tests-plan.js'

const command = 'pytest'

/** What pytest collects unless it is told otherwise. */
const testFile = /(^|\/)(test_[^/]*|[^/]*_test)\.py$/

export const pythonOwnTests: OwnTestsConventions = (source, service) => {
  const hasTests = [...source.keys()].some((path) => testFile.test(path) && !isForeign(path))
  if (!hasTests) return { command, missing: 'There is no file test_*.py or *_test.py.' }
  return { command, builds: service.build === null ? [] : [service.build], folder: '.', options: [], env: service.env }
}
