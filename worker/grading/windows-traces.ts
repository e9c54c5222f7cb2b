import type { SourceTree } from '../../contracts/source-tree.js'
import { procfileLine } from '../languages/procfile.js'
import { enumerate, type Cause } from './cause.js'

/**
 * A shell takes the CR at the end of a line for a part of its last word. Programs show it as it is, as `\r` in quotes,
 * or as `^M`.
 */
export const carriageReturn = /\r|\\r['"’]|\^M: bad interpreter/

/** Undefined where it may be something else than a script that the start uses. */
export function explainLineEndings(log: string, source: SourceTree): Cause | undefined {
  const used = [
    log,
    procfileLine(source, 'web'),
    ...(source
      .get('package.json')
      ?.toString('utf8')
      .match(/"(?:start|build)"\s*:.*/g) ?? []),
  ].join('\n')
  const scripts = [...source]
    .filter(
      ([path, bytes]) =>
        isShellScript(path, bytes) && bytes.includes('\r\n') && used.includes(path.split('/').at(-1) as string),
    )
    .map(([path]) => path)
  if (scripts.length > 0) {
    return {
      detail: `${enumerate(scripts)} ${scripts.length === 1 ? 'has' : 'have'} Windows line endings (CRLF).`,
      advice: `Save ${scripts.length === 1 ? 'it' : 'them'} with LF. ${howToSave}`,
    }
  }
  return onlyOfShells.test(log)
    ? { detail: 'A script has Windows line endings (CRLF).', advice: `Save it with LF. ${howToSave}` }
    : undefined
}

/** The words of Bash, env and the kernel, which no other program uses. */
const onlyOfShells = /\$'[^'\n]*\\r': |env: ['‘]\w+\\r['’]: |\^M: bad interpreter/

const howToSave = 'In Visual Studio Code, click "CRLF" in the status bar and select "LF".'

const isShellScript = (path: string, bytes: Buffer) =>
  /\.(sh|bash)$/.test(path) || /^#!.*\b(ba|da|z)?sh\b/.test(bytes.subarray(0, 100).toString('latin1'))

/** A path with backslashes that a program did not find. Python and .NET double them in quotes. */
export const backslashPath = new RegExp(
  [
    "(?:Cannot find (?:module|package)|Invalid module|can't open file|no such file or directory(?:, \\w+|:)|Failed opening required|Could not find (?:file|a part of the path)) ['\"](PATH)",
    'Could not open input file: (PATH)',
    'FileNotFoundException: (PATH)',
    '\\w\\((PATH)\\): Failed to open stream',
  ]
    .join('|')
    .replaceAll('PATH', String.raw`[\w.@/-]*\\[\w.@\\/-]+`),
  'i',
)

/** Undefined where no file would be found if it were written with slashes. */
export function explainBackslashes(path: string, source: SourceTree): Cause | undefined {
  if (!isInSource(path, source)) return undefined
  const written = path.replace(placeOfSource, '').replace(/\\+/g, '\\')
  return {
    detail: `There is no file "${written}": "\\" separates folders only on Windows.`,
    advice: `Write "${withSlashes(written)}", which works on every system.`,
  }
}

/** The name of a file that a program was to run. Where a shell has run the program, backslashes are gone. */
export const runFile =
  /(?:Cannot find module '\/app\/(?:[\w.-]+\/)*|can't open file '(?:\/app\/)?(?:[\w.-]+\/)*|Could not open input file: |^(?:\S*\/)?sh: \d+: (?:exec: )?)([\w.-]+)(?='|:|$)/m

/**
 * Undefined where nothing that starts the service has a path with backslashes that a shell would make into this name.
 */
export function explainEatenBackslashes(name: string, source: SourceTree): Cause | undefined {
  for (const [place, text] of startTexts(source)) {
    const path = text
      .match(/[\w.@-]*(?:\\{1,2}[\w.@-]+)+/g)
      ?.find((each) => each.replaceAll('\\', '') === name && isInSource(each, source))
    if (path !== undefined) {
      return {
        detail: `${place} names the file ${path.replace(/\\+/g, '\\')}, but "\\" separates folders only on Windows.`,
        advice: `Write ${withSlashes(path)}, which works on every system.`,
      }
    }
  }
  return undefined
}

/** What may name the file that a service is started by. */
const startTexts = (source: SourceTree): [path: string, text: string][] =>
  [...source]
    .filter(([path]) => /(^|\/)(procfile(\.txt)?|package\.json|[^/]+\.sh)$/i.test(path))
    .map(([path, bytes]) => [path, bytes.toString('utf8')])

const withSlashes = (path: string) => path.replace(/\\+/g, '/')

/** Where a service runs. */
const placeOfSource = /^\/app\/(bin\/publish\/)?/

/** Imports leave out extensions, and the name of an index. */
function isInSource(path: string, source: SourceTree): boolean {
  const wanted = withSlashes(path)
    .replace(placeOfSource, '')
    .replace(/^(\.{1,2}\/)+/, '')
  return [...source.keys()].some((each) =>
    [each, each.replace(/\.\w+$/, ''), each.replace(/\/index\.\w+$/, '')].some((name) =>
      `/${name}`.endsWith(`/${wanted}`),
    ),
  )
}
