import type { SourceTree } from '../../contracts/source-tree.js'
import type { StartRefusal } from './conventions.js'

/** Bytes. What somebody wrote is shorter, and no pattern should take long on what a program wrote. */
export const longestFile = 500_000

/** Many rules look at the same files, so each is decoded once. A longer one would fill the memory for one look. */
const decoded = new WeakMap<Buffer, string>()

/** The text of a file in UTF-8; empty where there is none. */
export function textOf(source: SourceTree, path: string): string {
  const bytes = source.get(path)
  if (bytes === undefined) return ''
  const text = decoded.get(bytes) ?? bytes.toString('utf8')
  if (bytes.length <= longestFile) decoded.set(bytes, text)
  return text
}

/** No more of a text than somebody writes, for patterns that take long. */
export function beginningOf(source: SourceTree, path: string): string {
  const bytes = source.get(path)
  return bytes === undefined || bytes.length <= longestFile
    ? textOf(source, path)
    : bytes.subarray(0, longestFile).toString('utf8')
}

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
    const firstLine = /^#!.*/.exec(textOf(source, path))?.[0] ?? ''
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

/** What is used of a package.json. */
export interface PackageJson {
  /** Those that are text, by name. */
  scripts: Readonly<Record<string, string>>
  /** The main file it names, without `./`. */
  main?: string | undefined
  /** Why it cannot be read, and what to do. */
  fault?: Fault
}

/** Sentences. */
export interface Fault {
  detail: string
  advice: string
}

/** Reads one, in UTF-8 with or without a mark at its beginning, as Node and npm do. */
export function readPackageJson(content: Buffer | undefined): PackageJson {
  if (!content) return { scripts: {} }
  if (isUtf16(content))
    return {
      scripts: {},
      fault: {
        detail: 'package.json is in UTF-16, which neither Node nor npm reads.',
        advice: 'Fix package.json: save it as UTF-8.',
      },
    }
  const text = decodeText(content)
  if (text.trim() === '') return { scripts: {}, fault: emptyFile }
  const fault = findJsonFault(text)
  if (fault) return { scripts: {}, fault: describeFault(fault) }
  const read = JSON.parse(text) as { scripts?: Record<string, unknown>; main?: unknown } | null
  const main = typeof read?.main === 'string' ? read.main.replace(/^(\.\/)+/, '') : ''
  const scripts = Object.entries(read?.scripts ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return { scripts: Object.fromEntries(scripts), main: main === '' || main.includes('\0') ? undefined : main }
}

const emptyFile: Fault = {
  detail: 'package.json is empty.',
  advice: 'Fix package.json: write at least {} in it, or remove it.',
}

function describeFault({ line, column, what }: JsonFault): Fault {
  const place = `line ${line}, column ${column}`
  return { detail: `package.json is not valid JSON: ${place}: ${what}.`, advice: `Fix package.json: correct ${place}.` }
}

/** Where a text stops being JSON, counted from 1, and what is there. */
export interface JsonFault {
  line: number
  column: number
  what: string
}

const token =
  /\s*(?:([[{])|([\]}])|(,)|(:)|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y

/** What may come next: `value or end` and `key or end` only right behind an opening bracket. */
type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'end of file'

/** `undefined` for JSON. Engines say where the fault is, or quote the text instead, as they please. */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: string[] = []
  let expected: Expected = 'value'
  let last = 0
  for (token.lastIndex = 0; ; last = token.lastIndex) {
    const match = token.exec(text)
    const next: Expected | undefined | null = match && step(match, expected, open)
    if (!next) return faultAt(text, last, expected)
    expected = next
  }
}

function step(
  [, opening, closing, comma, colon, string, plain]: RegExpExecArray,
  expected: Expected,
  open: string[],
): Expected | undefined {
  if (colon) return expected === 'colon' ? 'value' : undefined
  if (comma) return expected !== 'comma or end' ? undefined : open.at(-1) === '{' ? 'key' : 'value'
  if (closing) {
    if (!expected.endsWith('or end') || open.pop() !== (closing === '}' ? '{' : '[')) return undefined
    return afterValue(open)
  }
  if (expected.startsWith('key')) return string ? 'colon' : undefined
  return expected.startsWith('value') ? takeValue(opening, string ?? plain, open) : undefined
}

function takeValue(opening: string | undefined, simple: string | undefined, open: string[]): Expected | undefined {
  if (!opening) return simple ? afterValue(open) : undefined
  open.push(opening)
  return opening === '{' ? 'key or end' : 'value or end'
}

const afterValue = (open: readonly string[]): Expected => (open.length > 0 ? 'comma or end' : 'end of file')

function faultAt(text: string, last: number, expected: Expected): JsonFault | undefined {
  const at = last + (/^\s*/.exec(text.slice(last))?.[0].length ?? 0)
  if (at === text.length && expected === 'end of file') return undefined
  const before = text.slice(0, at).split('\n')
  return {
    line: before.length,
    column: (before.at(-1) ?? '').length + 1,
    what: describe(text.slice(at), text.slice(0, at)),
  }
}

function describe(rest: string, before: string): string {
  if (rest === '') return 'the file ends too early'
  if (/^\/[/*]/.test(rest)) return 'comments are not allowed'
  if (/^[\]}]/.test(rest) && /,\s*$/.test(before)) return 'there is an extra comma before it'
  if (rest.startsWith("'")) return 'strings need double quotes'
  return `${JSON.stringify(rest[0])} is unexpected`
}

/**
 * The text of a file in UTF-8 or, where a mark at its beginning says so, UTF-16; without the mark. Editors of Windows
 * write both.
 */
function decodeText(content: Buffer): string {
  return new TextDecoder(utf16Of(content) ?? 'utf-8').decode(content)
}

/**
 * Whether a file is in UTF-16, which most programs take for garbage. Plain text has a zero in every pair of bytes
 * there.
 */
export const isUtf16 = (content: Buffer): boolean => utf16Of(content) !== undefined

function utf16Of(content: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const start = content.subarray(0, 2).toString('hex')
  if (start === 'fffe' || (content[0] !== 0 && content[1] === 0)) return 'utf-16le'
  return start === 'feff' || (content[0] === 0 && content.length > 1 && content[1] !== 0) ? 'utf-16be' : undefined
}
