import type { SourceTree } from '../../contracts/source-tree.js'
import type { Cause } from './cause.js'
import { procfileLine } from '../languages/procfile.js'
import { findSourceLines, mentions, readLooseJson } from './source-lines.js'

/** Of a setting that has no value: it is only in the file for development, which is not read in production. */
export function explainDevelopmentSetting(source: SourceTree): Cause | undefined {
  const development = settingsOf(source, /(^|\/)appsettings\.Development\.json$/)
  if (development === undefined || readsDevelopment(source)) return undefined
  const others = [...source.keys()]
    .filter((path) => /(^|\/)appsettings(\.(?!Development\.)\w+)?\.json$/.test(path))
    .map((path) => readKeys(readLooseJson(source.get(path))))
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
    .find(
      ({ key, text }) =>
        development.keys.has(key.toLowerCase()) &&
        !others.some((keys) => keys.has(key.toLowerCase())) &&
        !/GetEnvironmentVariable/.test(text),
    )
  if (!read) return undefined
  const isConnection = read.key.startsWith('ConnectionStrings:')
  return {
    detail: `${read.path}:${read.line} reads the ${isConnection ? `connection string "${read.groups[0]}"` : `setting "${read.key}"`}, which is only in ${development.path}. This file is not read here: the environment is Production.`,
    advice: isConnection
      ? 'Build the connection string from DB_HOST, DB_PORT, DB_USER, DB_PASSWORD and DB_NAME.'
      : 'Add the setting to appsettings.json.',
  }
}

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
