import type { Exchange } from '../../../contracts/protocol/examiner.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { type Cause, findSourceLines, type Submitted } from './cause.js'
import { findMixed } from './exchanges.js'
import { readBack } from './lost-data.js'
import { findPythonProcesses } from './python.js'
import { findRubyProcesses } from './ruby.js'

/**
 * Of a service of several processes that keeps in memory what it creates, a cache, or the next id: each process has its
 * own. The responses must show it, since one process would find everything, and a wrong route nothing.
 */
export function explainSeparateMemories(
  transcripts: readonly (readonly Exchange[])[],
  { language, source }: Submitted,
): Cause | undefined {
  const isLost = isFoundAtTimes(transcripts)
  const isRefused = transcripts.some(isCreatedAtTimes)
  const isKept = transcripts.some(findsDeleted)
  const starts = isLost || isRefused || isKept ? findProcesses(language, source) : undefined
  if (starts === undefined) return undefined
  const state = isLost || isKept ? findState(language, source) : undefined
  if (isLost && state !== undefined)
    return {
      detail: `What one request creates, another does not find: ${starts}, and each has its own memory. ${state} keeps data in memory.`,
      advice: 'Keep all data in the database or in a file in /data, or start only one process.',
    }
  const counter = isRefused ? findCounter(language, source) : undefined
  if (counter !== undefined)
    return {
      detail: `The same request succeeds or fails by chance, and your score with it: ${starts}, and each counts from its own first number (${counter}).`,
      advice: 'Let the database generate ids, as with SERIAL or AUTO_INCREMENT.',
    }
  if (isKept && state !== undefined)
    return {
      detail: `A request finds what another one has deleted: ${starts}, and each has its own memory. ${state} keeps data in memory.`,
      advice: 'Remove this cache, share it between the processes (as in Redis), or start only one process.',
    }
  return undefined
}

function isFoundAtTimes(transcripts: readonly (readonly Exchange[])[]): boolean {
  const statuses = transcripts.map((transcript) =>
    readBack(transcript).flatMap(({ status, hasRestarted }) => (hasRestarted ? [] : [status])),
  )
  return statuses.filter((each) => each.includes(404)).length >= 2 && statuses.flat().some((status) => status < 400)
}

const isCreatedAtTimes = (transcript: readonly Exchange[]): boolean =>
  findMixed(transcript.filter(({ method }) => method === 'POST')) !== undefined

const findsDeleted = (transcript: readonly Exchange[]): boolean =>
  transcript.some(
    ({ method, path, status }, index) =>
      method === 'GET' &&
      status === 200 &&
      transcript.slice(0, index).findLast((earlier) => earlier.path === path && earlier.method !== 'GET')?.method ===
        'DELETE',
  )

function findProcesses(language: Submitted['language'], source: SourceTree): string | undefined {
  if (language === 'python') return findPythonProcesses(source)
  if (language === 'ruby') return findRubyProcesses(source)
  const [fork] = language === 'node' ? findSourceLines(source, scripts, /\bcluster\.fork\(/) : []
  return fork && `${fork.path}:${fork.line} starts several processes`
}

/** A collection in memory that code in a function adds to. */
function findState(language: Submitted['language'], source: SourceTree): string | undefined {
  const state = states[language]
  if (state === undefined) return undefined
  const [files, empty, methods] = state
  return findChanging(
    source,
    files,
    empty,
    (name) => String.raw`\b${name}(?:\[[^=]{1,80}\]\s*=[^=]|\.(?:${methods})\()`,
  )
}

/** Files, a collection as it begins, and the methods that add to it. */
const states: Readonly<Partial<Record<Submitted['language'], readonly [RegExp, RegExp, string]>>> = {
  python: [
    /\.py$/,
    /^(?:\s+self\.)?(\w+)\s*(?::[^=]+)?=\s*(?:\{\}|\[\]|dict\(\)|list\(\)|(?:collections\.)?(?:defaultdict|OrderedDict)\(\w*\))\s*$/,
    'append|add|update|setdefault|insert',
  ],
  node: [
    /\.[mc]?[jt]s$/,
    /^(?:export\s+)?(?:const|let|var)\s+(\w+)\s*(?::[^=]+)?=\s*(?:new (?:Map|Set)\b.*|\[\]|\{\});?\s*$/,
    'set|add|push|unshift',
  ],
  ruby: [
    /\.(?:rb|ru)$/,
    /^\s*[$@]{0,2}([A-Za-z]\w*)\s*(?:\|\|)?=\s*(?:\{\}|\[\]|(?:Hash|Array|Set|Concurrent::\w+)\.new.*)\s*$/,
    'push|add|store|append|concat|unshift',
  ],
}

/** A number of a module that code in a function raises. */
function findCounter(language: Submitted['language'], source: SourceTree): string | undefined {
  const raises = (name: string) => String.raw`\b${name}(?:\+\+|\s*\+=)|\+\+${name}\b`
  if (language === 'node')
    return findChanging(source, scripts, /^let\s+(\w+)\s*(?::\s*number\s*)?=\s*\d+;?\s*$/, raises)
  if (language !== 'python') return undefined
  const [endless] = findSourceLines(source, /\.py$/, /=\s*(?:itertools\.)?count\(/)
  return endless ? `${endless.path}:${endless.line}` : findChanging(source, /\.py$/, /^(\w+)\s*=\s*\d+\s*$/, raises)
}

const scripts = /\.[mc]?[jt]s$/

/** The first line that declares a name which indented code changes. */
function findChanging(
  source: SourceTree,
  files: RegExp,
  declares: RegExp,
  changes: (name: string) => string,
): string | undefined {
  const declared = findSourceLines(source, files, declares)
    .slice(0, mostNames)
    .find(
      ({ groups: [name = ''] }) => findSourceLines(source, files, new RegExp(`^\\s.*(?:${changes(name)})`)).length > 0,
    )
  return declared && `${declared.path}:${declared.line}`
}

const mostNames = 20
