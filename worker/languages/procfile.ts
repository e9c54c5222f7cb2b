import type { SourceTree } from '../../contracts/source-tree.js'
import type { StartRefusal } from './start-plan.js'
import { decodeText } from './text-file.js'

/** `Procfile`, else the same in another case or with `.txt` behind it, as editors save it. */
function findProcfile(source: SourceTree): string | undefined {
  const path = source.has('Procfile') ? 'Procfile' : [...source.keys()].find((one) => /^procfile(\.txt)?$/i.test(one))
  return path === undefined ? undefined : decodeText(source.get(path) as Buffer)
}

/**
 * The command of one line of a Procfile, where there is one: it wins over every habit of a language. `Web:` counts, and
 * so does a line that is indented, or in quotes as a whole.
 */
export function procfileLine(source: SourceTree, name: 'web' | 'test'): string | undefined {
  const line = new RegExp(`^[ \\t]*${name}[ \\t]*:[ \\t]*(\\S.*)$`, 'im').exec(findProcfile(source) ?? '')?.[1]?.trim()
  const unquoted = /^(["'])(.*)\1$/.exec(line ?? '')
  const command = unquoted && !unquoted[2]?.includes(unquoted[1] as string) ? unquoted[2] : line
  return command && runScript(command, source)
}

/** Files arrive without their executable bit: what a shell script's first line would do is written out. */
function runScript(command: string, source: SourceTree): string {
  return command.replace(/^((?:exec\s+)?)\.\/([\w./-]+\.sh)(?=\s|$)/, (all, exec: string, path: string) => {
    const firstLine = /^#!.*/.exec(source.get(path)?.toString('utf8') ?? '')?.[0] ?? ''
    return source.has(path) ? `${exec}${/\bbash\b/.test(firstLine) ? 'bash' : 'sh'} ./${path}` : all
  })
}

/** Why a Procfile that somebody wrote says nothing; `undefined` where there is none, or it does. */
export function refuseMute(source: SourceTree): StartRefusal | undefined {
  const near = [...source.keys()].find((path) => /^(prof?file|proc[-_ ]?file)(\.\w+)?$/i.test(path))
  const content = findProcfile(source)
  if (content === undefined)
    return near === undefined
      ? undefined
      : { refusal: `There is nothing to start, and ${near} is not read.`, advice: `Rename ${near} to Procfile.` }
  if (procfileLine(source, 'web') !== undefined) return undefined
  const lines = content
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  const bare = lines.find((line) => !/^[\w-]+\s*:/.test(line))
  const named = lines.map((line) => /^([\w-]+)\s*:/.exec(line)?.[1]).filter(Boolean)
  if (bare !== undefined)
    return {
      refusal: 'The Procfile has no line that begins with "web:".',
      advice: `Write in it: web: ${bare.slice(0, 200)}`,
    }
  return {
    refusal: `The Procfile has no line that begins with "web:"${named.length > 0 ? `, only ${named.slice(0, 4).join(', ')}` : ''}.`,
  }
}
