import { findJsonFault } from '../../contracts/find-json-fault.js'
import { decodeText, isUtf16 } from '../../contracts/text-file.js'

/** What is used of a package.json. */
export interface PackageJson {
  /** Those that are text, by name. */
  scripts: Readonly<Record<string, string>>
  /** The main file it names, without `./`. */
  main?: string | undefined
  /** Why it cannot be read, in a sentence. */
  fault?: string
}

/** Reads one, in UTF-8 with or without a mark at its beginning, as Node and npm do. */
export function readPackageJson(content: Buffer | undefined): PackageJson {
  if (!content) return { scripts: {} }
  if (isUtf16(content)) return { scripts: {}, fault: 'package.json is in UTF-16, which neither Node nor npm reads: save it as UTF-8.' }
  const text = decodeText(content)
  const fault = findJsonFault(text)
  if (fault) return { scripts: {}, fault: `package.json is not valid JSON: line ${fault.line}, column ${fault.column}: ${fault.what}.` }
  const read = JSON.parse(text) as { scripts?: Record<string, unknown>; main?: unknown } | null
  const main = typeof read?.main === 'string' ? read.main.replace(/^(\.\/)+/, '') : ''
  const scripts = Object.entries(read?.scripts ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return { scripts: Object.fromEntries(scripts), main: main === '' || main.includes('\0') ? undefined : main }
}
