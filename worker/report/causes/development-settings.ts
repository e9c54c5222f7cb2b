import type { SourceTree } from '../../../contracts/source-tree.js'
import { procfileLine } from '../../languages/project-files.js'
import { findSourceLines, mentions } from './cause.js'
import { findDevelopmentKeys } from './dotnet.js'
import { bodyOf } from './node.js'

/** Advice on a table that is created only with a setting of the developer's machine; undefined where there is none. */
export const adviseOnSetting = (source: SourceTree): string | undefined =>
  adviseOnDotnet(source) ?? adviseOnEnvFile(source) ?? adviseOnProfile(source)

const creates = /\b(?:EnsureCreated|Migrate)(?:Async)?\(|\bcreate\s+table\b|\bsync\(|\bmigrate\.latest\(/i

/** Characters. */
const longestFile = 500_000
const longestBody = 3000

interface Condition {
  path: string
  line: number
  text: string
}

/** Conditions of blocks that create tables. One with "not" may be met where the setting is missing. */
const findConditions = (source: SourceTree, files: RegExp): Condition[] =>
  [...source]
    .filter(([path]) => files.test(path) && !/(^|\/)node_modules\//.test(path))
    .flatMap(([path, bytes]) => {
      const text = bytes.subarray(0, longestFile).toString('utf8')
      return [...text.matchAll(/\bif\s*\(([^{};!]{1,200})\)\s*(?=\{)/g)]
        .filter(({ 0: { length }, index }) =>
          creates.test(bodyOf(text.slice(index + length, index + length + longestBody))),
        )
        .map(({ 1: condition = '', index }) => ({
          path,
          line: text.slice(0, index).split('\n').length,
          text: condition,
        }))
    })

const describe = ({ path, line }: Condition, key: string, file: string, why: string, advice: string) =>
  `${path}:${line} creates it only with the setting ${key}, which is only in ${file}. This file is not read here: ${why}. ${advice}`

const findWord = (text: string, word: string): string | undefined =>
  new RegExp(String.raw`\b${word}\b`, 'i').exec(text)?.[0]

function adviseOnDotnet(source: SourceTree): string | undefined {
  const development = findDevelopmentKeys(source)
  for (const condition of development ? findConditions(source, /\.cs$/) : []) {
    const key = development?.keys
      .map((each) => findWord(condition.text, /\w+$/.exec(each)?.[0] ?? ' '))
      .find((found) => found !== undefined)
    if (development && key !== undefined)
      return describe(
        condition,
        `"${key}"`,
        development.path,
        'the environment is Production',
        'Move the setting to appsettings.json, or create the table without a condition.',
      )
  }
  return undefined
}

/** Of Node: names of variables, each of which is in no other file of settings. */
function adviseOnEnvFile(source: SourceTree): string | undefined {
  const files = [...source.keys()].filter((path) => /(^|\/)\.env(\.\w+)*$/.test(path))
  const [path] = files.filter((each) => /\.env\.(?:development|dev|local)$/.test(each))
  if (
    path === undefined ||
    mentions(source, /\.[mc]?[jt]s$|^package\.json$|^Procfile$/, /\.env\.(?:development|dev|local)\b/)
  )
    return undefined
  const keysOf = (each: string) =>
    [...(source.get(each)?.toString('utf8') ?? '').matchAll(/^\s*(?:export\s+)?([A-Z]\w*)\s*=\s*\S/gim)].map(
      ([, key = '']) => key,
    )
  const others = files.filter((each) => each !== path).flatMap(keysOf)
  const keys = keysOf(path).filter((key) => !others.includes(key) && !procfileLine(source, 'web')?.includes(`${key}=`))
  for (const condition of findConditions(source, /\.[mc]?[jt]s$/)) {
    const key = keys.find((each) => findWord(condition.text, `env\\.${each}`) !== undefined)
    if (key !== undefined)
      return describe(condition, key, path, 'nothing loads it', 'Create the table without this condition.')
  }
  return undefined
}

/** Of Spring: what creates tables, in the file of a profile that nothing activates. */
function adviseOnProfile(source: SourceTree): string | undefined {
  const setting = /\bddl-auto\s*[:=]\s*["']?(?:update|create)\b|\bsql\.init\.mode\s*=\s*always|^\s*mode:\s*always/
  const main = /(^|\/)application\.(?:properties|ya?ml)$/
  const [place] = findSourceLines(source, /(^|\/)application-(?:dev|development|local)\.(?:properties|ya?ml)$/, setting)
  if (
    !place ||
    mentions(
      source,
      main,
      /\bddl-auto\b|\binit\.mode\b|^\s*mode:\s*always|profiles[.:]\s*(?:active|include|default)/m,
    ) ||
    mentions(source, /^Procfile$|\.java$/, /profiles\.active|PROFILES_ACTIVE|setAdditionalProfiles|@ActiveProfiles/i)
  )
    return undefined
  return `What creates it (${place.path}:${place.line}) is in the file of a profile that is not active here. Move the setting to the application.properties or application.yml without a profile.`
}
