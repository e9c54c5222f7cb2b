import type { Cause } from './cause.js'

/**
 * The line of a log that says what was thrown, without what stands before it (`Caused by:`, a time stamp); undefined
 * where nothing was. Of several it is the last: the root of a Java exception, the end of a chain in Python.
 */
export function findException(log: string): string | undefined {
  let found: string | undefined
  let isTraceback = false
  let before = ''
  for (const line of log.split('\n').map((each) => each.trimEnd())) {
    if (/^\s*Traceback \(most recent call last\):$/.test(line)) {
      isTraceback = true
    } else if (isTraceback) {
      // What is raised stands below the frames, which are indented: its name need not end in "Error".
      const raised = /^(?:[\w.]*\.)?[A-Z]\w*(?::.*)?$/.exec(line)
      isTraceback = raised === null && (line === '' || /^\s/.test(line))
      found = raised?.[0] ?? found
    } else {
      found = readThrown(line) ?? readAround(line, before, found) ?? found
    }
    before = line
  }
  return found && (found.length > longestLine ? `${found.slice(0, longestLine)} …` : found)
}

/** What goes on from the line before: below a message that ends with a colon, or above the first frame of a stack. */
function readAround(line: string, before: string, found: string | undefined): string | undefined {
  if (/^\s+at\s/.test(line)) return announced.exec(before)?.[1]
  return found === before && found.endsWith(':') && line.trim() !== '' ? `${found} ${line.trim()}` : undefined
}

/** Characters. */
const longestLine = 300

const thrown = new RegExp(
  String.raw`^\s*(?:\[[^\]]*\] |\d{4}-\d\d-\d\dT\S+ )*(?:Uncaught |Unhandled exception\. |Exception in thread "[^"]*" |Caused by: |---> |PHP (?:Fatal|Parse) error:\s+(?:Uncaught )?)*` +
    String.raw`((?:(?:[\w$]+[.\\])*(?:[A-Z]\w*)?(?:Error|Exception)(?: \[\w+\]| \(0x[0-9A-F]+\))?|error): .+)$`,
)

/** Above a stack, what a program has said before the exception is no matter. */
const announced = /\s((?:[\w$]+\.)*(?:[A-Z]\w*)?(?:Error|Exception): .+)$/

/** Lines that say why nothing runs, or what ran has ended, and are no exception. */
const lastWords =
  /^\s*(?:\[[^\]]*\] )?(PHP (?:Parse|Fatal) error:\s+.+|(?:npm error )?Missing script: .+|ERROR:\s+Error loading ASGI app\. .+|Failed to find attribute .+|FATAL ERROR: .*JavaScript heap out of memory|Terminating due to java\.lang\.OutOfMemoryError: .+|Out of memory\.)$/

/** Symfony names any class as an exception. */
const symfony = /\bUncaught PHP Exception ([\w\\]+: ".{0,3000}" at .{1,300}? line \d+)/

/**
 * `production.ERROR: it failed {"exception":"[object] (PDOException(code: 0): it failed at /app/a.php:3)`, as Laravel
 * and others log it.
 */
const monolog =
  /^(?:\[[^\]]*\] )*[\w-]+\.(?:ERROR|CRITICAL|ALERT|EMERGENCY): (.{1,2000}?) \{(?:.{0,300},)?"exception":"\[object\] \(([\w\\]+)\(code: /

const readThrown = (line: string) =>
  symfony.exec(line)?.[1] ??
  readMonolog(line) ??
  thrown.exec(line)?.[1] ??
  readRuby(line) ??
  lastWords.exec(line)?.[1] ??
  readJsonLine(line)

/**
 * As Ruby ends with it (`app.rb:5:in 'add': it failed (ArgumentError)`), and as Sinatra, Puma and WEBrick log it: the
 * class may stand on either side of the message.
 */
const rubyEnd = /^\S+?:\d+:(?:in [`'].*?':)? (.{1,2000}) \(([A-Z]\w*(?:::[A-Z]\w*)*)\)$/
const rubyServer =
  /^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - ([A-Z][\w:]*) - (.{1,2000}?):?|.{0,100}Rack app \(.{0,300}\): #<([A-Z][\w:]*): (.{1,2000})>|\[.{1,40}\] (?:ERROR|FATAL) ([A-Z][\w:]*): (.{1,2000}))$/

function readRuby(line: string): string | undefined {
  const [, message, name] = rubyEnd.exec(line) ?? []
  if (message && name) return `${name}: ${message}`
  const said = rubyServer
    .exec(line)
    ?.slice(1)
    .filter((part) => part !== undefined)
  return said && said.length === 2 ? said.join(': ') : undefined
}

/** The class is JSON. */
function readMonolog(line: string): string | undefined {
  const [, message, name] = monolog.exec(line) ?? []
  return message && name && `${name.replaceAll('\\\\', '\\')}: ${message}`
}

/** Loggers such as pino write one object a line; 50 and 60 are its levels of errors. */
function readJsonLine(line: string): string | undefined {
  if (!line.startsWith('{"')) return undefined
  try {
    const { level, msg, message, err } = JSON.parse(line) as Record<string, unknown>
    const isError = (typeof level === 'number' && level >= 50) || level === 'error' || level === 'fatal'
    const said = (err as { message?: unknown } | null | undefined)?.message ?? msg ?? message
    return isError && typeof said === 'string' ? said : undefined
  } catch {
    return undefined // A line that was cut short, or no object after all.
  }
}

/** Of an exception that was printed during a failed test, with the log of that test. */
export const quoteException = (exception: string, log: string): Cause => ({
  detail: `The log says: ${exception}`,
  advice: `Fix this error first.${/\/app\/|[ (]\w+\.java:\d/.test(log) ? ' The log of the first failed test shows where it comes from.' : ''}`,
})

/** The exception in the first of these logs that has one. */
export function quoteFirst(logs: readonly string[]): Cause | undefined {
  for (const log of logs) {
    const exception = findException(log)
    if (exception !== undefined) return quoteException(exception, log)
  }
  return undefined
}
