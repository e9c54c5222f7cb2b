import { basename, dirname } from 'node:path/posix'
import { enumerate } from '../../contracts/amounts.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import {
  type LanguageConventions,
  type StartConventions,
  type OwnTestsConventions,
  shellLine,
  type StartRefusal,
  type SuiteConventions,
} from './conventions.js'
import { procfileLine, textOf } from './project-files.js'

/** Diagnostics would leave sockets in /tmp, and nobody could attach to them. */
const dotnetEnv = { DOTNET_EnableDiagnostics: '0' }

/** ASP.NET Core listens where this says, unless the program itself says otherwise: it knows nothing of `PORT`. */
const setUrls = 'export ASPNETCORE_URLS="http://*:$PORT"'

/** Where `publish-service` of the image puts the program, whatever the project is called. */
const publishFolder = 'bin/publish'

/**
 * The project is published; then the Procfile, or the published program, in its folder, where its settings lie too.
 * Of several projects it is the one that the Procfile names, or the only one for the web.
 */
const start: StartConventions = (source) => {
  const web = procfileLine(source, 'web')
  const projects = listProjects(source)
  if (projects.length === 0) return refuseNoProject(source)
  if (web !== undefined && /\bdotnet\s+(run|watch)\b/.test(web)) return refusalOfRun
  const services = projects.filter((path) => !isTestProject(textOf(source, path)))
  const project = chooseProject(services, projects, source, web)
  if (project === undefined) {
    const [first] = services
    if (first === undefined) return refusalOfTests
    return {
      refusal: `There are several projects: ${enumerate(services, 4)}.`,
      advice: `Add a Procfile that names the one to start, as in: web: dotnet ${publishFolder}/${programOf(first, source)}`,
    }
  }
  const build = ['publish-service', `./${project}`]
  if (web !== undefined) return { build, start: shellLine(`${setUrls}\n${web}`), env: dotnetEnv }
  const start = ['sh', '-c', `${setUrls}\n${startPublished}`, programOf(project, source)]
  return { build, start, env: dotnetEnv }
}

/**
 * Starts `$0`, or else the one program that was published: a name may come from another file, or be computed by the
 * build. `exec`: the program takes the shell's place and gets SIGTERM itself.
 */
const startPublished = `cd ${publishFolder}
set -- *.runtimeconfig.json
if [ ! -e "$0" ] && [ $# = 1 ]; then exec dotnet "\${1%.runtimeconfig.json}.dll"; fi
exec dotnet "$0"`

const refusalOfRun: StartRefusal = {
  refusal: '"dotnet run" would build again, in a folder that is read-only by then.',
  advice: `Assay has already published the project. Remove the Procfile, or write in it: web: dotnet ${publishFolder}/<project>.dll`,
}

const refusalOfTests: StartRefusal = {
  refusal: 'There is nothing to start: every project (*.csproj) is a test project.',
  advice: 'Submit the project of your service too.',
}

/** Its program is run by a runner of tests, and listens nowhere. */
const isTestProject = (text: string) =>
  /"(Microsoft\.NET\.Test\.Sdk|xunit(\.v3)?|NUnit|MSTest(\.\w+)?)[/"]|<IsTestProject>\s*true/i.test(text)

/** The projects of a submission, in the order of their paths. */
const listProjects = (source: SourceTree): string[] =>
  [...source.keys()].filter((path) => path.endsWith('.csproj') && !isBuildOutput(path)).sort()

/** Uploaded by mistake, and removed before the build. */
const isBuildOutput = (path: string) =>
  dirname(path)
    .split('/')
    .some((folder) => folder === 'bin' || folder === 'obj')

function refuseNoProject(source: SourceTree): StartRefusal {
  const hasCode = [...source.keys()].some((path) => path.endsWith('.cs'))
  const scripts = [...source.keys()].filter(
    (path) => path.endsWith('.cs') && /^#:(sdk|package|property)\b/m.test(textOf(source, path)),
  )
  if (scripts.length > 0)
    return {
      refusal: `There is nothing to build: ${scripts[0]} is a program without a project (*.csproj).`,
      advice: `Run "dotnet project convert ${scripts[0]}", which creates one, and submit what it writes.`,
    }
  const advice = 'Submit the *.csproj file of your service too.'
  return hasCode
    ? {
        refusal:
          'There is nothing to build: there are *.cs files, but no project (*.csproj) that says how to compile them.',
        advice,
      }
    : { refusal: 'There is nothing to build: no project (*.csproj) anywhere in the submission.', advice }
}

function chooseProject(
  services: readonly string[],
  projects: readonly string[],
  source: SourceTree,
  web: string | undefined,
): string | undefined {
  const named =
    projects.length === 1
      ? []
      : projects.filter((project) => web !== undefined && namesProgram(web, programOf(project, source)))
  if (named.length === 1) return named[0]
  // Its tests may be compiled to the same name.
  if (services.length === 1) return services[0]
  if (named.length > 1) return undefined
  const forTheWeb = services.filter((project) => textOf(source, project).includes('"Microsoft.NET.Sdk.Web"'))
  return forTheWeb.length === 1 ? forTheWeb[0] : undefined
}

/** `Api.dll`, or `./Api` as the program beside it; never a part of another name. */
function namesProgram(line: string, program: string): boolean {
  const words = line.split(/[\s/"';&]+/)
  return words.includes(program) || words.includes(program.replace(/\.dll$/, ''))
}

/** What a project is compiled to: its own name, unless it sets another. */
function programOf(project: string, source: SourceTree): string {
  const set = /<AssemblyName>\s*([^<$]+?)\s*<\/AssemblyName>/.exec(textOf(source, project))?.[1]
  return `${set ?? basename(project, '.csproj')}.dll`
}

/**
 * The project is published; then the Procfile, or the published tests by the SDK's runner. Of several projects it is
 * the one with tests.
 */
const suite: SuiteConventions = (source, line) => {
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

/** Gives projects of tests the framework of a service: see there. */
const targets = '/opt/assay/test-projects.targets'

/** The first project that asks for Microsoft.NET.Test.Sdk, published with what it references. */
const ownTests: OwnTestsConventions = (source, service) => {
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

export const dotnet: LanguageConventions = { start, suite, ownTests }
