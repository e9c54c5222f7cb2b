import type { Exchange } from '../../contracts/examiner-protocol.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import { procfileLine } from '../languages/procfile.js'
import type { Cause, Submitted } from './cause.js'
import { readBack } from './lost-data.js'
import { findSourceLines } from './source-lines.js'

/**
 * Of a service of several processes that keeps what it creates in memory: what one creates, another does not find.
 * Undefined unless some was found, and some was not: one process would find all, and a wrong route nothing.
 */
export function explainSeparateMemories(
  transcripts: readonly (readonly Exchange[])[],
  { language, source }: Submitted,
): Cause | undefined {
  const starts =
    language === 'python' ? findPythonProcesses(source) : language === 'node' ? findCluster(source) : undefined
  if (starts === undefined) return undefined
  const statuses = transcripts.map((transcript) =>
    readBack(transcript).flatMap(({ status, hasRestarted }) => (hasRestarted ? [] : [status])),
  )
  if (statuses.filter((each) => each.includes(404)).length < 2 || !statuses.flat().some((status) => status < 400))
    return undefined
  const place = language === 'python' ? findPythonState(source) : findNodeState(source)
  if (place === undefined) return undefined
  return {
    detail: `What one request creates, another does not find: ${starts}, and each has its own memory. ${place} keeps data in memory.`,
    advice: 'Keep all data in the database or in a file in /data, or start only one process.',
  }
}

function findPythonProcesses(source: SourceTree): string | undefined {
  const web = procfileLine(source, 'web') ?? ''
  const count = Number(
    /\b(?:gunicorn|uvicorn|hypercorn)\b.*(?:\s--workers[= ]|\s-w[= ]?)["']?(\d+)/.exec(web)?.[1] ??
      /\bWEB_CONCURRENCY=(\d+)/.exec(web)?.[1] ??
      1,
  )
  if (count > 1) return `the Procfile starts ${count} processes`
  const [setting] = web.includes('gunicorn')
    ? findSourceLines(source, /^gunicorn\.conf\.py$/, /^workers\s*=\s*(?!1\s*(?:#|$))/)
    : []
  return setting && `${setting.path}:${setting.line} starts several processes`
}

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
