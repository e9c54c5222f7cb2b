import { testScriptOf } from '../node.js'
import { readPackageJson } from '../package-json.js'
import type { OwnTestsConventions } from './own-tests-plan.js'

const command = 'npm test'

/** The `test` script of package.json, whatever runner it calls. */
export const nodeOwnTests: OwnTestsConventions = (source, service) => {
  const { scripts } = readPackageJson(source.get('package.json'))
  if (testScriptOf(scripts) === undefined) return { command, missing: 'package.json has no script "test".' }
  return {
    command,
    builds: service.build === null ? [] : [service.build],
    folder: '.',
    options: service.build === null ? [] : ['--compiled'],
    env: { PATH: service.env.PATH ?? '' }, // without NODE_ENV: runners set their own
  }
}
