import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { Language, Parser } from 'web-tree-sitter'
import { grammars } from './grammars/grammars.mjs'
import { plainCsharp } from './plain-csharp.mjs'
import { copyTree } from './syntax-tree.mjs'

/** Milliseconds of CPU time for one file: a busy machine changes no outcome. Usual code of 512 KB takes two seconds. */
const parseMs = 4000

const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
/** Versions of what parses, by name. */
export const parserVersions = Object.fromEntries(
  ['web-tree-sitter', 'tree-sitter-wasms'].map((name) => [name, dependencies[name]]),
)

const folder = dirname(createRequire(import.meta.url).resolve('tree-sitter-wasms/package.json'))
const parsers = new Map()

function cpuMs() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

async function findParser(wasm) {
  const known = parsers.get(wasm)
  if (known) return known
  await Parser.init()
  const parser = new Parser()
  parser.setLanguage(await Language.load(join(folder, 'out', `tree-sitter-${wasm}.wasm`)))
  parsers.set(wasm, parser)
  return parser
}

/** A file as a tree with the grammar that names its nodes; `undefined` where that takes too long. */
export async function parseFile({ language, path, text }) {
  const grammar = grammars[language]
  const parser = await findParser(grammar.parserOf(extname(path)))
  const deadline = cpuMs() + parseMs
  const tree = parser.parse(language === 'dotnet' ? plainCsharp(text) : text, null, {
    progressCallback: () => cpuMs() > deadline,
  })
  if (tree === null) {
    parser.reset()
    return undefined
  }
  const cursor = tree.walk()
  const root = copyTree(cursor, text)
  cursor.delete()
  tree.delete()
  return { path, root, grammar, text }
}
