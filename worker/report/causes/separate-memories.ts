import type { Exchange } from '../../../contracts/protocol/examiner.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { type Cause, findSourceLines, type Submitted } from './cause.js'
import { findPythonProcesses } from './python.js'
import { readBack } from './lost-data.js'

/**
 * Of a service of several processes that keeps in memory what it creates, a cache, or the next id: each process has its
 * own. The responses must show it, since one process would find everything, and a wrong route nothing.
 */
export function explainSeparateMemories(
  transcripts: readonly (readonly Exchange[])[],
  { language, source }: Submitted,
): Cause | undefined {
  const starts =
    language === 'python' ? findPythonProcesses(source) : language === 'node' ? findCluster(source) : undefined
  if (starts === undefined) return undefined
  const state = language === 'python' ? findPythonState(source) : findNodeState(source)
  const counter = findCounter(language, source)
  if (state !== undefined && isFoundAtTimes(transcripts))
    return {
      detail: `What one request creates, another does not find: ${starts}, and each has its own memory. ${state} keeps data in memory.`,
      advice: 'Keep all data in the database or in a file in /data, or start only one process.',
    }
  if (counter !== undefined && transcripts.some(isCreatedAtTimes))
    return {
      detail: `The same request succeeds or fails by chance, and your score with it: ${starts}, and each counts from its own first number (${counter}).`,
      advice: 'Let the database generate ids, as with SERIAL or AUTO_INCREMENT.',
    }
  if (state !== undefined && transcripts.some(findsDeleted))
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
  transcript.some(
    ({ method, path, status }) =>
      method === 'POST' &&
      (status ?? 0) >= 500 &&
      transcript.some((other) => other.method === 'POST' && other.path === path && (other.status ?? 500) < 300),
  )

const findsDeleted = (transcript: readonly Exchange[]): boolean =>
  transcript.some(
    ({ method, path, status }, index) =>
      method === 'GET' &&
      status === 200 &&
      transcript.slice(0, index).findLast((earlier) => earlier.path === path && earlier.method !== 'GET')?.method ===
        'DELETE',
  )

function findCluster(source: SourceTree): string | undefined {
  const [fork] = findSourceLines(source, /\.[mc]?[jt]s$/, /\bcluster\.fork\(/)
  return fork && `${fork.path}:${fork.line} starts several processes`
}

/** A collection in memory that code in a function adds to. */
function findPythonState(source: SourceTree): string | undefined {
  const empty = String.raw`(\w+)\s*(?::[^=]+)?=\s*(?:\{\}|\[\]|dict\(\)|list\(\)|(?:collections\.)?(?:defaultdict|OrderedDict)\(\w*\))\s*$`
  return findGrowing(source, /\.py$/, new RegExp(`^(?:\\s+self\\.)?${empty}`), 'append|add|update|setdefault|insert')
}

const findNodeState = (source: SourceTree) =>
  findGrowing(
    source,
    /\.[mc]?[jt]s$/,
    /^(?:export\s+)?(?:const|let|var)\s+(\w+)\s*(?::[^=]+)?=\s*(?:new (?:Map|Set)\b.*|\[\]|\{\});?\s*$/,
    'set|add|push|unshift',
  )

/** A number of a module that code in a function raises. */
function findCounter(language: Submitted['language'], source: SourceTree): string | undefined {
  const files = language === 'python' ? /\.py$/ : /\.[mc]?[jt]s$/
  const [endless] = language === 'python' ? findSourceLines(source, files, /=\s*(?:itertools\.)?count\(/) : []
  const number = language === 'python' ? /^(\w+)\s*=\s*\d+\s*$/ : /^let\s+(\w+)\s*(?::\s*number\s*)?=\s*\d+;?\s*$/
  const counter =
    endless ??
    findSourceLines(source, files, number)
      .slice(0, mostLists)
      .find(({ groups: [name] }) =>
        findSourceLines(source, files, new RegExp(`^\\s.*(?:\\b${name}(?:\\+\\+|\\s*\\+=)|\\+\\+${name}\\b)`)).some(
          Boolean,
        ),
      )
  return counter && `${counter.path}:${counter.line}`
}

function findGrowing(source: SourceTree, files: RegExp, empty: RegExp, methods: string): string | undefined {
  const growing = findSourceLines(source, files, empty)
    .slice(0, mostLists)
    .find(({ groups: [name] }) =>
      findSourceLines(
        source,
        files,
        new RegExp(String.raw`\b${name}(?:\[[^=]{1,80}\]\s*=[^=]|\.(?:${methods})\()`),
      ).some(({ text }) => /^\s/.test(text)),
    )
  return growing && `${growing.path}:${growing.line}`
}

const mostLists = 20
