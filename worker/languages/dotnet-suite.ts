import { dotnetEnv, listProjects, programOf, publishFolder, refuseNoProject } from './dotnet.js'
import { shellLine } from './start-plan.js'
import type { SuiteConventions } from './suite-plan.js'

/**
 * The project is published; then the Procfile, or the published tests by the SDK's runner. Of several projects it is
 * the one with tests.
 */
export const dotnetSuite: SuiteConventions = (source, line) => {
  const projects = listProjects(source)
  if (projects.length === 0) return refuseNoProject(source)
  const suites =
    projects.length === 1 ? projects : projects.filter((path) => source.get(path)?.includes('Microsoft.NET.Test.Sdk'))
  const [project] = suites
  if (project === undefined || suites.length > 1)
    return {
      refusal: `There are ${projects.length} projects, and ${suites.length} of them have tests (Microsoft.NET.Test.Sdk): submit exactly one with tests.`,
    }
  const run = ['dotnet', 'vstest', `${publishFolder}/${programOf(project, source)}`, '--ResultsDirectory:/tmp/results']
  return { build: ['publish-service', `./${project}`], run: line === undefined ? run : shellLine(line), env: dotnetEnv }
}
