import type { SourceTree } from '../../../contracts/source-tree.js'
import { procfileLine, textOf } from '../../languages/project-files.js'
import { type Cause, findSourceLines, folderOf, globPattern, isIn, mentions, pathIn, readLooseJson } from './cause.js'

/** Of a setting that has no value: it is only in the file for development, which is not read in production. */
export function explainDevelopmentSetting(source: SourceTree): Cause | undefined {
  const development = findDevelopmentKeys(source)
  if (development === undefined) return undefined
  const read = findSourceLines(
    source,
    /\.cs$/,
    /GetConnectionString\("([\w.:-]+)"\)|\bConfiguration\["([\w.:-]+)"\]|\bConfiguration\.GetValue<\w+\??>\("([\w.:-]+)"/,
  )
    .map((place) => ({
      ...place,
      key:
        place.groups[0] === undefined
          ? (place.groups[1] ?? place.groups[2] ?? '')
          : `ConnectionStrings:${place.groups[0]}`,
    }))
    .find(({ key, text }) => development.keys.includes(key.toLowerCase()) && !/GetEnvironmentVariable/.test(text))
  if (!read) return undefined
  const isConnection = read.key.startsWith('ConnectionStrings:')
  return {
    detail: `${read.path}:${read.line} reads the ${isConnection ? `connection string "${read.groups[0]}"` : `setting "${read.key}"`}, which is only in ${development.path}. This file is not read here: the environment is Production.`,
    advice: isConnection
      ? 'Build the connection string from DB_HOST, DB_PORT, DB_USER, DB_PASSWORD and DB_NAME.'
      : 'Add the setting to appsettings.json.',
  }
}

/** The settings that are only in the file for development; undefined where the source reads that file elsewhere. */
export function findDevelopmentKeys(source: SourceTree): { path: string; keys: readonly string[] } | undefined {
  const development = settingsOf(source, /(^|\/)appsettings\.Development\.json$/)
  if (development === undefined || readsDevelopment(source)) return undefined
  const others = otherSettings(source)
  return { path: development.path, keys: [...development.keys].filter((key) => !others.some((keys) => keys.has(key))) }
}

const otherSettings = (source: SourceTree) =>
  [...source.keys()]
    .filter((path) => /(^|\/)appsettings(\.(?!Development\.)\w+)?\.json$/.test(path))
    .map((path) => readKeys(readLooseJson(source.get(path))))

const readsDevelopment = (source: SourceTree) =>
  /ENVIRONMENT=/.test(procfileLine(source, 'web') ?? '') ||
  mentions(source, /\.cs$/, /appsettings\.Development\.json|EnvironmentName\s*=|UseEnvironment\(/)

function settingsOf(source: SourceTree, name: RegExp): { path: string; keys: ReadonlySet<string> } | undefined {
  const path = [...source.keys()].find((each) => name.test(each))
  return path === undefined ? undefined : { path, keys: readKeys(readLooseJson(source.get(path))) }
}

/** As .NET names them, in any case: `a:b` is `b` in `a`. */
const readKeys = (settings: unknown, before = ''): Set<string> =>
  typeof settings !== 'object' || settings === null
    ? new Set([before.slice(0, -1).toLowerCase()])
    : new Set(Object.entries(settings).flatMap(([key, value]) => [...readKeys(value, `${before}${key}:`)]))

/** Of a link to an action or a route that has no such name. */
export function explainRouteName(source: SourceTree): Cause | undefined {
  const action = mentions(source, /\.cs$/, /SuppressAsyncSuffixInActionNames\s*=\s*false|\[ActionName\(/)
    ? undefined
    : findSourceLines(source, /\.cs$/, /\bnameof\((?:\w+\.)*(\w+)Async\)|AtAction\(\s*"(\w+)Async"/).find(
        ({ text, before }) => /\b\w+(?:At|To)Action\(|\bUrl\.Action\(/.test(`${before}${text}`),
      )
  if (action) {
    const name = action.groups[0] ?? action.groups[1]
    return {
      detail: `${action.path}:${action.line} links to the action ${name}Async, but ASP.NET Core removes "Async" from the names of actions: "No route matches the supplied values."`,
      advice: `Write "${name}" there, or set options.SuppressAsyncSuffixInActionNames = false in AddControllers(options => …).`,
    }
  }
  const route = findSourceLines(source, /\.cs$/, /\bCreatedAtRoute\(\s*(?:routeName:\s*)?"(\w+)"/).find(
    ({ groups: [name] }) =>
      !mentions(
        source,
        /\.cs$/,
        new RegExp(String.raw`\b(?:Name\s*=\s*|WithName\(\s*)(?:"${name}"|nameof\(|[A-Z]\w*\.)`),
      ),
  )
  return (
    route && {
      detail: `${route.path}:${route.line} links to the route "${route.groups[0]}", but no route has this name: "No route matches the supplied values."`,
      advice: `Name the route: [HttpGet("{id}", Name = "${route.groups[0]}")] on an action, or .WithName("${route.groups[0]}") in a minimal API.`,
    }
  )
}

/** Of a resource that is not in the assembly, where the trace leads to what reads it. */
export function explainResource(source: SourceTree, log: string): Cause | undefined {
  const frames = [...log.matchAll(/ in \/app\/(\S+\.cs):line (\d+)/g)].map(([, path, line]) => ({
    path,
    line: Number(line),
  }))
  const read = findSourceLines(
    source,
    /\.cs$/,
    /\bGetManifestResourceStream\(\s*(?:typeof\(\w+\),\s*)?(?:"([^"\n]+)")?/,
  ).find((call) =>
    frames.some(({ path, line }) => path === call.path && line >= call.line && line - call.line <= nearLines),
  )
  const project = read && findProject(read.path, source)
  if (!project) return undefined
  const [name] = read.groups
  const folder = folderOf(project)
  const settings = [project, 'Directory.Build.props', 'Directory.Build.targets']
    .map((path) => textOf(source, path))
    .join('\n')
  const within = (path: string) => pathIn(folder, path)
  const file = [...source.keys()]
    .filter((path) => isIn(folder, path))
    .find((path) => name?.endsWith(`.${within(path).replaceAll('/', '.')}`) || name === within(path))
  const included = [...settings.matchAll(/<EmbeddedResource\s[^>]*(?:Include|Update)="([^"]+)"/g)]
    .flatMap(([, globs = '']) => globs.split(';'))
    .map((glob) => globPattern(glob.trim().replaceAll('\\', '/')))
  const isEmbedded = file === undefined ? included.length > 0 : included.some((pattern) => pattern.test(within(file)))
  if (!isEmbedded)
    return {
      detail: `${read.path}:${read.line} reads a resource that is not in the assembly: ${project} does not embed ${file ?? 'any file'}.`,
      advice: `Add to an ItemGroup of ${project}: <EmbeddedResource Include="${file === undefined ? '…' : within(file)}" />`,
    }
  const expected =
    file && `${project.slice(project.lastIndexOf('/') + 1, -'.csproj'.length)}.${within(file).replaceAll('/', '.')}`
  const isRenamed = /LogicalName|RootNamespace/.test(settings) || /[^\w.]|\.\d/.test(expected ?? '')
  return expected === undefined || expected === name || isRenamed
    ? undefined
    : {
        detail: `${read.path}:${read.line} reads the resource "${name}", but ${file} is embedded as "${expected}".`,
        advice: 'Use this name, or set LogicalName of the EmbeddedResource.',
      }
}

/** From the call to where the missing stream is used. */
const nearLines = 10

const findProject = (path: string, source: SourceTree): string | undefined =>
  [...source.keys()]
    .filter((each) => each.endsWith('.csproj') && isIn(folderOf(each), path))
    .toSorted((a, b) => folderOf(b).length - folderOf(a).length)[0]
