import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Every page for people: those at the root and all of docs/, as paths from the project's root. */
export const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...(readdirSync('docs', { recursive: true }) as string[])
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]

export const readPage = (path: string): string => readFileSync(path, 'utf8')

/** A page without its fenced blocks: what is prose, tables and headings. */
export const withoutFences = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, '')

/** The first cell of each row of a page's tables, where it holds code: the names between the backticks. */
export function firstCells(text: string): string[] {
  const cells = [...withoutFences(text).matchAll(/^\| (`[^|]*) \|/gm)].map((match) => match[1] ?? '')
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''))
}

/** The anchors that a page's headings have, as GitHub makes them. */
export function anchorsOf(text: string): string[] {
  const headings = [...withoutFences(text).matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? '')
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** The first fenced block behind a mark in a page: an example that can be run. Throws where there is none. */
export function blockAfter(page: string, mark: string): string {
  const [, block] = /^ *```\w+\n([\s\S]*?)^ *```$/m.exec(page.slice(page.indexOf(mark))) ?? []
  if (!page.includes(mark) || block === undefined) throw new Error(`no example behind "${mark}"`)
  return block
}

/** A command of a fenced shell block, with what the page shows that it prints. */
export interface Example {
  page: string
  /** With its continuation lines. A block of `sh` is one command, or one for each comment that introduces some. */
  command: string
  /** Empty for a block of `sh`, which shows no output. */
  output: string
}

/** The commands of a page's `console` and `sh` blocks, in order. */
export function examplesOf(page: string): Example[] {
  return [...readPage(page).matchAll(/^ *```(console|sh)\n([\s\S]*?)^ *```$/gm)].flatMap(([, kind, block = '']) => {
    if (kind === 'sh') return block.split(/^(?=# )/m).map((command) => ({ page, command: command.trim(), output: '' }))
    return [...block.matchAll(/^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)/gm)].map(([, command = '', output = '']) => ({
      page,
      command,
      output,
    }))
  })
}

/**
 * The files of the worked example of docs/exercises.md, by path in the package: a bold path, a sentence, a fenced
 * block.
 */
export const workedExample = (): Map<string, Buffer> =>
  new Map(
    [...readPage('docs/exercises.md').matchAll(/^\*\*counter\/([^*]+)\*\*[^\n]*\n\n```\w+\n([\s\S]*?)^```$/gm)].map(
      ([, path = '', content = '']) => [path, Buffer.from(content)] as const,
    ),
  )
