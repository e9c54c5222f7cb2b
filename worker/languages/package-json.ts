import { decodeText, isUtf16 } from './text-file.js'

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
