import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Language } from '../../contracts/language.js'

/** A piece of source that breaks one rule, or looks as if it did. */
export interface Snippet {
  rule: string
  language: Language
  what: string
  isBad: boolean
  /** Whether it was written before the rules were first tried, and was not looked at when they were improved. */
  isHeldOut: boolean
  /** With what the file has at its top, so that it stands by itself. */
  text: string
}

const folder = 'tests/analyst/security/fixtures/corpus'
const languageOf: Readonly<Record<string, Language>> = {
  js: 'node',
  py: 'python',
  java: 'java',
  php: 'php',
  cs: 'dotnet',
  rb: 'ruby',
}
const mark = /^(?=(?:\/\/|#) (?:bad|good)(?:, held out)?: )/m
const markParts = /^(?:\/\/|#) (bad|good)(, held out)?: (.*)/

const count = (text: string, letter: string) => text.split(letter).length - 1

function splitFile(name: string, text: string): Snippet[] {
  const [rule = '', extension = ''] = name.split('.')
  const language = languageOf[extension]
  if (language === undefined) return []
  const [head = '', ...pieces] = text.split(mark)
  // What the top opens, a class, is closed behind each piece.
  const close =
    extension === 'py' || extension === 'rb' ? '' : '}'.repeat(Math.max(0, count(head, '{') - count(head, '}')))
  return pieces.map((piece) => {
    const [, kind, heldOut, what = ''] = markParts.exec(piece) ?? []
    return { rule, language, what, isBad: kind === 'bad', isHeldOut: heldOut !== undefined, text: head + piece + close }
  })
}

/** All snippets: one file for each rule and language, each snippet behind a comment that says what it is. */
export async function readCorpus(): Promise<Snippet[]> {
  const names = (await readdir(folder)).sort()
  const files = await Promise.all(
    names.map(async (name) => splitFile(name, await readFile(join(folder, name), 'utf8'))),
  )
  return files.flat()
}
