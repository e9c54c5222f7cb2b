import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { Language as ParserLanguage, Parser } from 'web-tree-sitter'
import type { Language } from '../../../contracts/language.js'
import { csharp } from '../languages/csharp.js'
import { java } from '../languages/java.js'
import { javascript } from '../languages/javascript.js'
import { php } from '../languages/php.js'
import { python } from '../languages/python.js'
import { ruby } from '../languages/ruby.js'
import { copyTree, type LanguageTables, type ParsedFile } from './syntax-tree.js'

const tablesOf: Readonly<Record<Language, LanguageTables>> = {
  node: javascript,
  python,
  java,
  php,
  dotnet: csharp,
  ruby,
}

/** Milliseconds of CPU time for one file: a busy machine changes no outcome. Usual code of 512 KB takes two seconds. */
const parseMs = 4000

const require = createRequire(import.meta.url)
const parserFolder = dirname(require.resolve('web-tree-sitter'))
const grammarsFolder = dirname(require.resolve('tree-sitter-wasms/package.json'))
const versionIn = (folder: string): string => (require(join(folder, 'package.json')) as { version: string }).version
/** Versions of what parses, by name. */
export const parserVersions = {
  'web-tree-sitter': versionIn(parserFolder),
  'tree-sitter-wasms': versionIn(grammarsFolder),
}

const parsers = new Map<string, Parser>()

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

async function findParser(wasm: string): Promise<Parser> {
  const known = parsers.get(wasm)
  if (known) return known
  await Parser.init()
  const parser = new Parser()
  parser.setLanguage(await ParserLanguage.load(join(grammarsFolder, 'out', `tree-sitter-${wasm}.wasm`)))
  parsers.set(wasm, parser)
  return parser
}

/** A file as a tree with the tables that name its nodes; `undefined` where that takes too long. */
export async function parseFile(language: Language, path: string, text: string): Promise<ParsedFile | undefined> {
  const { grammar, table } = tablesOf[language]
  const parser = await findParser(grammar.parserOf(extname(path)))
  const deadline = cpuMs() + parseMs
  const tree = parser.parse(grammar.plain?.(text) ?? text, null, { progressCallback: () => cpuMs() > deadline })
  if (tree === null) {
    parser.reset()
    return undefined
  }
  const cursor = tree.walk()
  const root = copyTree(cursor, text)
  cursor.delete()
  tree.delete()
  return { path, language, root, grammar, table, text }
}
