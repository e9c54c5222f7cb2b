import type { Exchange, NotedControl } from '../protocol/examiner.js'

/** Longer scripts help nobody: the request then stands alone, with the id of the run in it. */
const mostCharacters = 8000

/**
 * For each exchange of a test, the shell commands that repeat it on the learner's machine. Where it needs an id that
 * the service made up, the commands first repeat the request that it came from and take it from that answer.
 */
export function replayScripts(exchanges: readonly Exchange[]): string[] {
  const needs = findNeeds(exchanges)
  return exchanges.map((exchange, index) => {
    const script = writeScript(exchanges, needs, index)
    return script.length > mostCharacters ? curlCommand(exchange) : script
  })
}

/** A value in an answer that a later request needs, and the command that takes it from `$ANSWER`. */
interface Origin {
  exchange: number
  variable: string
  command: string
}

interface Need extends Substitution {
  origin: Origin
}

function writeScript(exchanges: readonly Exchange[], needs: readonly Need[][], last: number): string {
  const wanted = new Set([last])
  for (let index = last; index >= 0; index -= 1)
    if (wanted.has(index)) for (const { origin } of needs[index] ?? []) wanted.add(origin.exchange)
  const steps = [...wanted].sort((a, b) => a - b)
  const origins = new Map(steps.flatMap((index) => (needs[index] ?? []).map(({ origin }) => [origin.variable, origin])))
  const lines = steps.flatMap((index, at) => {
    const done =
      at === 0 ? [] : exchanges.slice((steps[at - 1] ?? 0) + 1, index + 1).flatMap(({ before = [] }) => before)
    const remarks = done.map((control) => `# ${instructControl(control)}`)
    const exchange = exchanges[index] as Exchange
    if (index === last) return [...remarks, curlCommand(exchange, needs[index])]
    const taken = [...origins.values()].filter((origin) => origin.exchange === index)
    return [
      ...remarks,
      `ANSWER=$(${curlCommand(exchange, needs[index], '-sSi')})`,
      ...taken.map(({ variable, command }) => `${variable}=$(${command})`),
    ]
  })
  return lines.join('\n')
}

/** For each exchange, what in its request came first from an answer before it. */
function findNeeds(exchanges: readonly Exchange[]): Need[][] {
  const sent = new Set<string>()
  const origins = new Map<string, Origin>()
  const names = new Set<string>(['ANSWER'])
  return exchanges.map((exchange, index) => {
    const tokens = tokensOf(exchange)
    const needs = tokens.flatMap(({ value, ...place }) => {
      const origin = origins.get(value)
      return origin ? [{ ...place, variable: origin.variable, origin }] : []
    })
    // What the test sent before any answer had it, it chose itself.
    for (const { value } of tokens) if (!origins.has(value)) sent.add(value)
    for (const { value, key, take } of candidatesOf(exchange)) {
      if (sent.has(value) || origins.has(value)) continue
      origins.set(value, { exchange: index, variable: nameVariable(key, names), command: take() })
    }
    return needs
  })
}

type Token = Omit<Substitution, 'variable'> & { value: string }

/** The pieces of a request that may be ids: parts of its path, words of its headers, values in its JSON body. */
function tokensOf(exchange: Exchange): Token[] {
  const split = (text: string, pattern: RegExp, place: Substitution['place']) =>
    [...text.matchAll(pattern)].map((match) => ({
      value: match[0],
      place,
      start: match.index,
      end: match.index + match[0].length,
    }))
  return [
    ...split(exchange.path, /[^/?&=]+/g, 'path'),
    ...replayedHeaders(exchange).flatMap(([name, value]) => split(value, /[^\s,;=]+/g, { header: name })),
    ...valuesOf(exchange.requestBody ?? '').map(({ value, start, end }) => ({
      value,
      start,
      end,
      place: 'body' as const,
    })),
  ]
}

/** Names of what a service makes up to tell things apart; other short values are found in requests by chance. */
const namesAnId = /(id|code|slug|key|token|uuid|cursor|number|ref)$/i
const shortestByChance = 8

/** What an answer holds that may be an id, and how to take it from there. */
function candidatesOf({
  responseBody,
  responseHeaders,
}: Exchange): { value: string; key: string; take: () => string }[] {
  const body = responseBody ?? ''
  const inBody = valuesOf(body).map(({ key, value, keyAt }) => ({
    value,
    key,
    take: () => takeFromJson(body, key, keyAt),
  }))
  const inHeaders = Object.entries(responseHeaders).flatMap(([name, value]) => {
    if (name.toLowerCase() === 'etag') return [{ value, key: 'etag', take: () => takeHeader('etag') }]
    return name.toLowerCase() === 'location'
      ? [{ value: value.replace(/^.*\//, ''), key: 'id', take: () => `${takeHeader('location')} | sed 's/.*\\///'` }]
      : []
  })
  return [...inBody, ...inHeaders].filter(
    ({ value, key }) => value !== '' && (key === 'etag' || namesAnId.test(key) || value.length >= shortestByChance),
  )
}

const answer = `printf '%s\\n' "$ANSWER"`
const takeHeader = (name: string) => `${answer} | grep -i '^${name}:' | sed 's/^[^:]*: *//' | tr -d '\\r'`

/** With tools that every Unix has. `key` is a plain word; `keyAt` says which of several is meant. */
function takeFromJson(body: string, key: string, keyAt: number): string {
  const number =
    [...body.matchAll(new RegExp(`"${key}" *: *("[^"\\n]*"|-?[0-9.]+)`, 'g'))].findIndex(
      ({ index }) => index === keyAt,
    ) + 1
  return `${answer} | grep -oE '"${key}" *: *("[^"]*"|-?[0-9.]+)' | sed -n '${number}{s/^"${key}" *: *//;s/"//g;p;}'`
}

/** The numbers and plain strings in JSON that may be cut short, by the names they stand under. */
function valuesOf(json: string): { key: string; keyAt: number; value: string; start: number; end: number }[] {
  return [...json.matchAll(/"([A-Za-z_][\w-]{0,40})" *: *(?:"([^"\\\n]{1,200})"|(-?\d[\d.]{0,20}))(?=[\s,}\]])/g)].map(
    (match) => {
      const [text, key = '', string, number] = match
      const value = string ?? number ?? ''
      const end = match.index + text.length - (string === undefined ? 0 : 1)
      return { key, keyAt: match.index, value, start: end - value.length, end }
    },
  )
}

/** `bookId` becomes BOOK_ID; the second of a name BOOK_ID_2. */
function nameVariable(key: string, names: Set<string>): string {
  const base = key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/\W/g, '_')
    .toUpperCase()
  let name = base
  for (let number = 2; names.has(name); number += 1) name = `${base}_${number}`
  names.add(name)
  return name
}

/** A shell variable instead of a piece of a request: of its `path`, of its body, or of the header of that name. */
interface Substitution {
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

/** What newman sends with every request of a collection. */
const postmansHeaders = new Set(['postman-token', 'cache-control'])

/** The headers of a request that a person who repeats it must send, too. */
function replayedHeaders({ requestHeaders }: Pick<Exchange, 'requestHeaders'>): [name: string, value: string][] {
  const isOfPostman = Object.keys(requestHeaders).some((name) => name.toLowerCase() === 'postman-token')
  return Object.entries(requestHeaders).filter(
    ([name]) => !ownHeaders.has(name.toLowerCase()) && !(isOfPostman && postmansHeaders.has(name.toLowerCase())),
  )
}

/** The command that repeats a request of a hidden test against a service on this machine. */
function curlCommand(
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

/** What a test did to the pod, as a mark in its transcript: `service restarted here`, `database stopped here`. */
export const describeControl = (control: NotedControl): string => `${nameOf(control)} ${deeds[control.action][0]} here`

/** The same for whoever repeats the test by hand: `Stop the database here.` */
const instructControl = (control: NotedControl): string =>
  `${deeds[control.action][1].replace('?', `${owners[nameOf(control)]}${nameOf(control)}`)}.`

const owners = { service: 'your ', database: 'the ', Redis: '' } as const

const deeds: Readonly<Record<NotedControl['action'], readonly [done: string, todo: string]>> = {
  'subject.restart': ['restarted', 'Stop ? here with SIGTERM (kill without -9), and start it again'],
  'subject.kill': ['killed and started again', 'Kill ? here with kill -9, and start it again'],
  'service.pause': ['paused', 'Pause ? here'],
  'service.resume': ['resumed', 'Resume ? here'],
  'service.stop': ['stopped', 'Stop ? here'],
  'service.start': ['started again', 'Start ? here again'],
}

function nameOf({ service }: NotedControl): keyof typeof owners {
  if (service === undefined) return 'service'
  return service === 'redis' ? 'Redis' : 'database'
}
