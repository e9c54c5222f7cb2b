import { enumerate } from '../../../contracts/amounts.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { isUtf16, procfileLine, textOf } from '../../languages/project-files.js'
import { type Cause, escapePattern, type Submitted } from './cause.js'

/**
 * Systems that take "Routes" for "routes" are what most learners write on. Undefined: it is not for the letters' case.
 */
export function explainCase(file: string, source: SourceTree): Cause | undefined {
  const wanted = file.replace(/^\/app\//, '').replace(/^(\.{1,2}\/)+/, '')
  const twin = [...source.keys()].find((path) => {
    const end = path.slice(-wanted.length - extensionOf(path, wanted).length)
    return end.toLowerCase() === `${wanted}${extensionOf(path, wanted)}`.toLowerCase() && !end.startsWith(wanted)
  })
  return twin === undefined
    ? undefined
    : {
        detail: `There is no file "${wanted}": the file is called ${twin}.`,
        advice:
          'Upper and lower case matter in file names. Change the name in your code to match the name of the file.',
      }
}

/** Of an ES module: unlike the compiler and require(), Node adds no extension. */
export function explainExtension(file: string, source: SourceTree, log: string): Cause | undefined {
  const name = file.split('/').at(-1) ?? ''
  if (name.includes('.') || !log.includes(`'${file}' imported from`)) return undefined
  const twin = [...source.keys()].find((path) =>
    new RegExp(`(^|/)${escapePattern(name)}(/index)?\\.[mc]?[jt]s$`).test(path),
  )
  const folder = twin !== undefined && /\/index\.\w+$/.test(twin) ? `${name}/index.js` : `${name}.js`
  return twin === undefined
    ? undefined
    : {
        detail: `An import of ${twin} has no extension, which Node needs in ES modules ("type": "module").`,
        advice: `Write "./${folder}", also for a TypeScript file, and in all other relative imports. With "module": "nodenext" in tsconfig.json, the compiler finds them.`,
      }
}

/** A file beside the source that the compiler did not put beside its output. */
export function explainUncopied(path: string, source: SourceTree): Cause | undefined {
  const rest = /^(?:dist|build|out|lib)\/(.+)$/.exec(path)?.[1]
  const twin = [...source.keys()].find((each) => rest !== undefined && (each === rest || each.endsWith(`/${rest}`)))
  return twin === undefined || source.has(path)
    ? undefined
    : {
        detail: `There is no file ${path}: your upload has ${twin}, and the build does not copy it.`,
        advice: `The TypeScript compiler copies nothing. Add the copy to the build, as in "tsc && cp ${twin} ${path}", or read the file from its folder in the source.`,
      }
}

/** A file or folder that the upload has elsewhere. */
export function explainPlace(path: string, source: SourceTree): Cause | undefined {
  const twin = [...source.keys()]
    .map((each) => `/${each}/`)
    .find((each) => each.includes(`/${path}/`) && !each.startsWith(`/${path}/`))
  const found = twin?.slice(1, twin.indexOf(`/${path}/`) + path.length + 1)
  return found === undefined
    ? undefined
    : {
        detail: `There is no "${path}" at the top of your submission, where relative paths begin: your upload has ${found}.`,
        advice:
          'Build the path from the folder of the file that uses it: with __dirname, or import.meta.dirname in ES modules.',
      }
}

/** What an import leaves out. */
const extensionOf = (path: string, wanted: string) => (/\.\w+$/.test(wanted) ? '' : (/\.\w+$/.exec(path)?.[0] ?? ''))

/**
 * A shell takes the CR at the end of a line for a part of its last word. Programs show it as it is, as `\r` in quotes,
 * or as `^M`.
 */
export const carriageReturn = /\r|\\r['"’]|\^M: bad interpreter/

/** Undefined where it may be something else than a script that the start uses. */
export function explainLineEndings(log: string, source: SourceTree): Cause | undefined {
  const used = [
    log,
    procfileLine(source, 'web'),
    ...(textOf(source, 'package.json').match(/"(?:start|build)"\s*:.*/g) ?? []),
  ].join('\n')
  const scripts = [...source]
    .filter(
      ([path, bytes]) =>
        isShellScript(path, bytes) && bytes.includes('\r\n') && used.includes(path.split('/').at(-1) as string),
    )
    .map(([path]) => path)
  if (scripts.length > 0) {
    return {
      detail: `${enumerate(scripts)} ${scripts.length === 1 ? 'has' : 'have'} Windows line endings (CRLF).`,
      advice: `Save ${scripts.length === 1 ? 'it' : 'them'} with LF. ${howToSave}`,
    }
  }
  return onlyOfShells.test(log)
    ? { detail: 'A script has Windows line endings (CRLF).', advice: `Save it with LF. ${howToSave}` }
    : undefined
}

/** The words of Bash, env and the kernel, which no other program uses. */
const onlyOfShells = /\$'[^'\n]*\\r': |env: ['‘]\w+\\r['’]: |\^M: bad interpreter/

const howToSave = 'In Visual Studio Code, click "CRLF" in the status bar and select "LF".'

const isShellScript = (path: string, bytes: Buffer) =>
  /\.(sh|bash)$/.test(path) || /^#!.*\b(ba|da|z)?sh\b/.test(bytes.subarray(0, 100).toString('latin1'))

/** A path with backslashes that a program did not find. Python and .NET double them in quotes. */
export const backslashPath = new RegExp(
  [
    "(?:Cannot find (?:module|package)|Invalid module|can't open file|no such file or directory(?:, \\w+|:)|Failed opening required|Could not find (?:file|a part of the path)) ['\"](PATH)",
    'Could not open input file: (PATH)',
    'FileNotFoundException: (PATH)',
    '\\w\\((PATH)\\): Failed to open stream',
  ]
    .join('|')
    .replaceAll('PATH', String.raw`[\w.@/-]*\\[\w.@\\/-]+`),
  'i',
)

/** Undefined where no file would be found if it were written with slashes. */
export function explainBackslashes(path: string, source: SourceTree): Cause | undefined {
  if (!isInSource(path, source)) return undefined
  const written = path.replace(placeOfSource, '').replace(/\\+/g, '\\')
  return {
    detail: `There is no file "${written}": "\\" separates folders only on Windows.`,
    advice: `Write "${withSlashes(written)}", which works on every system.`,
  }
}

/** The name of a file that a program was to run. Where a shell has run the program, backslashes are gone. */
export const runFile =
  /(?:Cannot find module '\/app\/(?:[\w.-]+\/)*|can't open file '(?:\/app\/)?(?:[\w.-]+\/)*|Could not open input file: |^(?:\S*\/)?sh: \d+: (?:exec: )?)([\w.-]+)(?='|:|$)/m

/**
 * Undefined where nothing that starts the service has a path with backslashes that a shell would make into this name.
 */
export function explainEatenBackslashes(name: string, source: SourceTree): Cause | undefined {
  for (const [place, text] of startTexts(source)) {
    const path = text
      .match(/[\w.@-]*(?:\\{1,2}[\w.@-]+)+/g)
      ?.find((each) => each.replaceAll('\\', '') === name && isInSource(each, source))
    if (path !== undefined) {
      return {
        detail: `${place} names the file ${path.replace(/\\+/g, '\\')}, but "\\" separates folders only on Windows.`,
        advice: `Write ${withSlashes(path)}, which works on every system.`,
      }
    }
  }
  return undefined
}

/** What may name the file that a service is started by. */
const startTexts = (source: SourceTree): [path: string, text: string][] =>
  [...source.keys()]
    .filter((path) => /(^|\/)(procfile(\.txt)?|package\.json|[^/]+\.sh)$/i.test(path))
    .map((path) => [path, textOf(source, path)])

const withSlashes = (path: string) => path.replace(/\\+/g, '/')

/** Where a service runs. */
const placeOfSource = /^\/app\/(bin\/publish\/)?/

/** Imports leave out extensions, and the name of an index. */
function isInSource(path: string, source: SourceTree): boolean {
  const wanted = withSlashes(path)
    .replace(placeOfSource, '')
    .replace(/^(\.{1,2}\/)+/, '')
  return [...source.keys()].some((each) =>
    [each, each.replace(/\.\w+$/, ''), each.replace(/\/index\.\w+$/, '')].some((name) =>
      `/${name}`.endsWith(`/${wanted}`),
    ),
  )
}

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
  /(\.(js|mjs|cjs|ts|mts|cts|tsx|jsx|json|py|java|php|rb|ru|html|txt|toml|ya?ml|properties|env)|(^|\/)(Procfile|Gemfile|\.env))$/i

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
