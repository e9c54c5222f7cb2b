/**
 * The text of a file in UTF-8 or, where a mark at its beginning says so, UTF-16; without the mark. Editors of Windows
 * write both.
 */
export function decodeText(content: Buffer): string {
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
