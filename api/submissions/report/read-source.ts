import type { SourceTree } from '../../../contracts/source-tree.js'
import { bytes } from '../../../contracts/amounts.js'

/** What a page shows of one file: its lines, or why it shows none. */
export type SourceFile =
  | { path: string; bytes: number; lines: readonly string[]; cut: string | null }
  | { path: string; bytes: number; lines: null; reason: string }

export const sourceBounds = { bytes: 512 * 1024, lines: 2000, lineLength: 2000, files: 500 } as const

/**
 * Reads a file of a submission as plain text, within `sourceBounds`. `undefined` where the submission has no such file.
 */
export function readSourceFile(files: SourceTree, path: string): SourceFile | undefined {
  const content = files.get(path)
  if (!content) return undefined
  const file = { path, bytes: content.length }
  if (content.length > sourceBounds.bytes)
    return {
      ...file,
      lines: null,
      reason: `Not shown: files over ${bytes(sourceBounds.bytes)} are only in the download.`,
    }
  const text = decodeText(content)
  if (text === null) return { ...file, lines: null, reason: 'Not shown: this is not a text file.' }
  return { ...file, ...cutLines(text.replace(/\n$/, '').split(/\r\n|\n|\r/)) }
}

function decodeText(content: Buffer): string | null {
  if (content.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return null
  }
}

function cutLines(all: readonly string[]): { lines: readonly string[]; cut: string | null } {
  const lines = all
    .slice(0, sourceBounds.lines)
    .map((line) => (line.length > sourceBounds.lineLength ? `${line.slice(0, sourceBounds.lineLength)}…` : line))
  const cuts = [
    all.length > lines.length && `only the first ${lines.length} of ${all.length} lines`,
    all.some((line) => line.length > sourceBounds.lineLength) &&
      `long lines up to ${sourceBounds.lineLength} characters`,
  ].filter(Boolean)
  return { lines, cut: cuts.length > 0 ? `Shown: ${cuts.join(', ')}. The rest is in the download.` : null }
}
