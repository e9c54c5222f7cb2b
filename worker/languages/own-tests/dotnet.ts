import type { OwnTestsConventions } from './own-tests-plan.js'
import { listProjects, programOf, publishFolder } from '../dotnet.js'

/** Gives projects of tests the framework of a service: see there. */
const targets = '/opt/assay/test-projects.targets'

/** The first project that asks for Microsoft.NET.Test.Sdk, published with what it references. */
export const dotnetOwnTests: OwnTestsConventions = (source, service) => {
  const project = listProjects(source).find((path) => source.get(path)?.includes('"Microsoft.NET.Test.Sdk"'))
  if (project === undefined)
    return { command: 'dotnet test', missing: 'There is no project (*.csproj) that references Microsoft.NET.Test.Sdk.' }
  return {
    command: `dotnet test ${project}`,
    builds: [['publish-service', `./${project}`, `-p:CustomBeforeMicrosoftCommonTargets=${targets}`]],
    folder: publishFolder,
    options: [programOf(project, source)],
    env: service.env,
  }
}
