import type { Exchange } from './protocol/examiner.js'

/** A shell variable instead of a piece of a request: of its `path`, of its body, or of the header of that name. */
export interface Substitution {
  place: 'path' | 'body' | { header: string }
  start: number
  end: number
  variable: string
}

/** Where a service that was started by hand listens: the port that the starters take when no other is given. */
export const replayPort = 3000

/** Headers the HTTP client of the kit adds by itself and a person would not type. */
const ownHeaders = new Set([
  'host',
  'connection',
  'accept-encoding',
  'content-length',
  'user-agent',
  'transfer-encoding',
])

/** The headers of a request that a person who repeats it must send, too. */
export const replayedHeaders = ({
  requestHeaders,
}: Pick<Exchange, 'requestHeaders'>): [name: string, value: string][] =>
  Object.entries(requestHeaders).filter(([name]) => !ownHeaders.has(name.toLowerCase()))

/** The command that repeats a request of a hidden test against a service on this machine. */
export function curlCommand(
  request: Pick<Exchange, 'method' | 'path' | 'requestHeaders' | 'requestBody'>,
  substitutions: readonly Substitution[] = [],
  flags = '-i',
): string {
  const { method, path, requestBody } = request
  const of = (isMeant: (place: Substitution['place']) => boolean) => substitutions.filter(({ place }) => isMeant(place))
  const headers = replayedHeaders(request).map(([name, value]) => {
    const own = of((place) => typeof place === 'object' && place.header === name)
    return `-H ${quote(`${name}: ${value}`, own, name.length + 2)}`
  })
  const origin = `http://localhost:${replayPort}`
  return [
    `curl ${flags}`,
    describeMethod(method, requestBody !== null),
    ...headers,
    requestBody === null
      ? ''
      : `--data-binary ${quote(
          requestBody,
          of((place) => place === 'body'),
        )}`,
    quote(
      `${origin}${path}`,
      of((place) => place === 'path'),
      origin.length,
    ),
  ]
    .filter(Boolean)
    .join(' ')
}

/** A body makes curl send POST, and the answer to HEAD has none to wait for. */
function describeMethod(method: string, hasBody: boolean): string {
  if (method === 'HEAD') return '--head'
  return method === 'GET' && !hasBody ? '' : `-X ${method}`
}

/** One word of a shell. `offset`: how far into the text the substitutions count from. */
function quote(text: string, substitutions: readonly Substitution[], offset = 0): string {
  const pieces: string[] = []
  let at = 0
  for (const { start, end, variable } of substitutions.toSorted((a, b) => a.start - b.start)) {
    pieces.push(text.slice(at, start + offset), variable)
    at = end + offset
  }
  pieces.push(text.slice(at))
  const isPlain = pieces.every((piece, index) => index % 2 === 1 || !/["$`\\!\n]/.test(piece))
  if (pieces.length > 1 && isPlain)
    return `"${pieces.map((piece, index) => (index % 2 === 1 ? `\${${piece}}` : piece)).join('')}"`
  return (
    pieces.map((piece, index) => (index % 2 === 1 ? `"$${piece}"` : piece === '' ? '' : singleQuote(piece))).join('') ||
    "''"
  )
}

const singleQuote = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`
