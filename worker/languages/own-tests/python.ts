import { isPytestFile } from '../python.js'
import { isForeign, type OwnTestsConventions } from './own-tests-plan.js'

const command = 'pytest'

export const pythonOwnTests: OwnTestsConventions = (source, service) => {
  const hasTests = [...source.keys()].some((path) => isPytestFile(path) && !isForeign(path))
  if (!hasTests) return { command, missing: 'There is no file test_*.py or *_test.py.' }
  return { command, builds: service.build === null ? [] : [service.build], folder: '.', options: [], env: service.env }
}
