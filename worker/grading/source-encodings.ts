import type { SourceTree } from '../../contracts/source-tree.js'
import { isUtf16 } from '../languages/text-file.js'
import { enumerate, type Cause, type Submitted } from './cause.js'

/**
 * A file of the source in an encoding that what reads it does not know; undefined where there is none. `log`: what the
 * build or the service printed, for encodings that do harm in some places only.
 */
export function findWrongEncoding({ source, language }: Submitted, log: string): Cause | undefined {
  const wide = filesIn(source, readsUtf8Only, isUtf16)
  if (wide.length > 0) return saveAsUtf8(`${list(wide)} stored in UTF-16`)
  const marked =
    language === 'php' || /\\ufeff/i.test(log)
      ? filesIn(source, /\.(php|java)$/, (bytes) => bytes.subarray(0, 3).equals(mark))
      : []
  if (marked.length > 0)
    return saveAsUtf8(
      `${marked.length === 1 ? `${marked[0]} begins` : `${enumerate(marked)} begin`} with a byte order mark, which ${language === 'php' ? 'PHP sends before every response' : 'the compiler does not accept'}`,
    )
  if (/composer\.json/.test(log) && source.get('composer.json')?.subarray(0, 3).equals(mark))
    return saveAsUtf8('composer.json begins with a byte order mark, which Composer does not accept')
  const other = /utf-?8|unmappable|codec|encoding/i.test(log)
    ? filesIn(source, readsUtf8Only, (bytes) => !isUtf8(bytes))
    : []
  return other.length > 0 ? saveAsUtf8(`${list(other)} not stored in UTF-8`) : undefined
}

/** Compilers of C# and readers of XML know UTF-16 by its mark. */
const readsUtf8Only =
  /(\.(js|mjs|cjs|ts|mts|cts|tsx|jsx|json|py|java|php|html|txt|toml|ya?ml|properties|env)|(^|\/)(Procfile|\.env))$/i

const saveAsUtf8 = (seen: string): Cause => ({
  detail: `${seen}.`,
  advice:
    'Save it as UTF-8 without a byte order mark: in Visual Studio Code with "Save with Encoding", in Notepad with the encoding next to the "Save" button.',
})

const mark = Buffer.from([0xef, 0xbb, 0xbf])

const filesIn = (source: SourceTree, names: RegExp, matches: (bytes: Buffer) => boolean) =>
  [...source]
    .filter(([path, bytes]) => names.test(path) && matches(bytes))
    .map(([path]) => path)
    .sort()

const isUtf8 = (bytes: Buffer) => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

const list = (paths: readonly string[]) => `${enumerate(paths)} ${paths.length === 1 ? 'is' : 'are'}`
