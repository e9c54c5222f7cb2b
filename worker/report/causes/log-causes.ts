import type { SourceTree } from '../../../contracts/source-tree.js'
import { procfileLine } from '../../languages/project-files.js'
import { type Cause, firstGroup, type KnownCause, type LogOrigin, type Submitted } from './cause.js'
import { connectionCauses, loginCauses } from './database-causes.js'
import { frameworkCauses } from './framework-causes.js'
import {
  backslashPath,
  carriageReturn,
  explainBackslashes,
  explainCase,
  explainEatenBackslashes,
  explainExtension,
  explainLineEndings,
  explainPlace,
  explainUncopied,
  runFile,
} from './missing-files.js'
import {
  buildAdvice,
  builders,
  commandAdvice,
  javaPackageAdvice,
  type MissingPackage,
  packageAdvice,
  topFolderAdvice,
} from './missing-parts.js'
import { explainMissingTable, missingTable } from './missing-tables.js'
import { explainFrontEndBuild, explainPathError, pathError } from './node.js'
import { explainMissingFeature, explainUnlistedGem, missingFeature, unlistedGem } from './ruby.js'
import { explainAlias, explainCompiled } from './typescript.js'
import { explainUnknownHost } from './unknown-hosts.js'

/**
 * The first known cause that stands in a log; undefined where none does. `isRunning`: what printed it had started, and
 * was tested.
 */
export function findCause(
  log: string,
  { source, topFolder }: Pick<Submitted, 'source' | 'topFolder'>,
  { isRunning, origin }: { isRunning: boolean; origin?: LogOrigin },
): Cause | undefined {
  for (const { pattern, explain, isVagueInRuns } of knownCauses) {
    if (isVagueInRuns && isRunning) continue
    const match = pattern.exec(log)
    const cause =
      match && explain({ line: lineAt(log, match.index), groups: match.slice(1), source, log, topFolder, origin })
    if (cause) return cause
  }
  return undefined
}

/** Characters. */
const longestLine = 200

function lineAt(log: string, index: number): string {
  const end = log.indexOf('\n', index)
  const line = log.slice(log.lastIndexOf('\n', index - 1) + 1, end === -1 ? undefined : end).trim()
  return line.length > longestLine ? `${line.slice(0, longestLine)} …` : line
}

/** Every package that a pattern finds the name of, in whichever of its groups. */
const everyPackage = (log: string, pattern: RegExp): MissingPackage[] =>
  [...log.matchAll(new RegExp(pattern, 'gm'))].map((match) => ({
    name: firstGroup(match.slice(1)),
    line: lineAt(log, match.index),
  }))

/** An alias is no package, and what looks like one may be the learner's own. */
const explainMissing = (missing: readonly MissingPackage[], source: SourceTree) =>
  missing.map(({ name }) => explainAlias(name, source)).find((cause) => cause !== undefined) ??
  packageAdvice(missing, source)

/** For code that has used up its memory, whoever has stopped it. */
export const memoryAdvice =
  'Look for lists that only grow, for loops that never end, and for whole tables or bodies held in memory.'

const missingPackage =
  /No module named '([^']+)'|Cannot find (?:module|package) '([^'./][^']*)'|(?:ClassNotFoundException|NoClassDefFoundError): ([\w./$]+)/
const notInImage =
  /(?:\[ERROR\] )?(\S+) is not in this image in any version\.|\[ERROR\] (Spring Boot) is not in this image|^(\S+ .+?) is not in this image: it has|Not installed in the image: (.+?)\. The page/m
const missingJavaPackage = /error: package ([\w.]+) does not exist/

const knownCauses: readonly KnownCause[] = [
  {
    pattern: carriageReturn,
    explain: ({ source, log }) => explainLineEndings(log, source),
    isVagueInRuns: true,
  },
  {
    pattern: backslashPath,
    explain: ({ groups: paths, source }) => explainBackslashes(firstGroup(paths), source),
  },
  {
    pattern: runFile,
    explain: ({ groups: [name = ''], source }) => explainEatenBackslashes(name, source),
    isVagueInRuns: true,
  },
  {
    pattern:
      /(JavaScript heap out of memory|failed to allocate memory \(NoMemoryError\)|java\.lang\.OutOfMemoryError: (?!unable to create)[\w ]+|^(?:[\w.]*_Array)?MemoryError|System\.OutOfMemoryException|^Out of memory\.$)/m,
    explain: ({ groups: [what] }) => ({
      detail: `It ran out of memory (${what?.replace(/\.$/, '')}).`,
      advice: memoryAdvice,
    }),
  },
  {
    pattern: /Allowed memory size of (\d+) bytes exhausted/,
    explain: ({ groups: [bytes] }) => ({
      detail: `PHP stopped the code because it used more than ${Math.round(Number(bytes) / 1024 / 1024)} MB (memory_limit).`,
      advice: memoryAdvice,
    }),
  },
  {
    pattern: /^(?:\S*\/)?sh: \d+: (?:exec: )?(\S+): not found$/m,
    explain: ({ groups: [command = ''], source }) =>
      (builders.test(command) ? explainFrontEndBuild(source) : undefined) ?? {
        detail: `The command "${command}" is not available here.`,
        advice: commandAdvice(command),
      },
  },
  {
    pattern: /^(?:\S*\/)?sh: \d+: (?:exec: )?(\S+): Permission denied$/m,
    explain: ({ groups: [file = ''] }) => ({
      detail: `${file} cannot be executed: uploaded files lose their executable bit.`,
      advice: `Put the interpreter in front of it, as in "sh ${file}".`,
    }),
  },
  {
    pattern: /EACCES: permission denied (?:\S+:)(\d+)$|Permission denied.*\bport (\d+)/m,
    explain: ({ line }) => ({
      detail: `The port cannot be opened: ${line}`,
      advice: 'A service cannot use ports below 1024. Listen on the port in $PORT.',
    }),
    isVagueInRuns: true,
  },
  {
    pattern: /ENOENT: no such file or directory, (?!mkdir)\w+ '\/app\/([^'\n]+)'/,
    explain: ({ groups: [path = ''], source }) => explainUncopied(path, source) ?? explainPlace(path, source),
  },
  {
    // Node tells of a folder that it cannot make below a read-only one as of one that is not there.
    pattern:
      /EROFS|ENOENT: no such file or directory, mkdir '(?:\/app\/|[^/])|Read-?only file ?system|attempt to write a readonly database|SQLITE_READONLY|SQLITE_CANTOPEN|unable to open database file|ReadOnlyFileSystemException|must be present and writable|is not writable|Unable to (?:create|write in) the ".*" directory|(?:EACCES|Permission denied|UnauthorizedAccessException|AccessDeniedException).*?['" :(](?:\/app\/|[\w.-]+['")\s]*$)/im,
    explain: ({ line }) => ({
      detail: `The source folder is read-only while the service runs: ${line}`,
      advice: 'Write to /data, which is yours and survives restarts, or to /tmp.',
    }),
  },
  ...loginCauses,
  {
    // `Server.serve` of uvicorn is not awaited where it could not be called at all.
    pattern:
      /coroutine '(?!Server\.serve')[^'\n]+' was never awaited|'coroutine' object (?:is not|has no|does not)|Object of type coroutine is not|non-iterable coroutine object/,
    explain: ({ log }) => {
      const called = /coroutine '([^'\n]{1,100})' was never awaited/.exec(log)?.[1]
      const detail =
        called === undefined ? 'A coroutine was used without "await".' : `${called}() was called without "await".`
      return {
        detail,
        advice: 'Write "await" before the call, in an "async def" function, or pass it to asyncio.run().',
      }
    },
  },
  ...connectionCauses,
  {
    pattern: /\[object Promise\]/,
    explain: () => forgottenAwait,
  },
  {
    pattern: missingTable,
    explain: ({ groups: names, source }) => explainMissingTable(names, source),
  },
  {
    pattern: /:27017\b|Mongo(?:ose)?(?:ServerSelection|Network)Error/,
    explain: ({ line }) => ({
      detail: `There is no MongoDB here: ${line}`,
      advice: 'Store data where the exercise says: in the database at $DATABASE_URL if it has one, otherwise in /data.',
    }),
  },
  {
    pattern:
      /npm error code (?:ENOTCACHED|EAI_AGAIN|ENOTFOUND)\n(?:npm error (?!request to|network request to).*\n)*npm error (?:network )?request to (\S+)/,
    explain: ({ groups: [url = ''], source }) =>
      explainFrontEndBuild(source) ?? {
        detail: `npm could not install packages: it tried to download ${url.replace(/%2f/gi, '/')}.`,
        advice:
          'There is no network, neither in the build nor at run time. Remove "npm install" from the script, and use what is installed: the page Installed (/images) lists it.',
      },
  },
  {
    pattern: /Cannot find name '(Deno|Bun)'|\b(Deno|Bun) is not defined/,
    explain: ({ line, groups: names }) => ({
      detail: `There is no ${firstGroup(names)} here: ${line}`,
      advice:
        'JavaScript and TypeScript run on Node: use node:http or an installed framework. The page Installed (/images) lists them.',
    }),
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|could not translate host name|Unknown (?:MySQL|MariaDB)? ?server host|Name or service not known|UnknownHostException|Temporary failure in name resolution|Name does not resolve/,
    explain: ({ line, source }) => explainUnknownHost(line, source),
  },
  {
    pattern: /No module named '(\w+)/,
    explain: ({ line, groups: [name = ''], source, topFolder }) => topFolderAdvice({ name, line }, source, topFolder),
    isVagueInRuns: true,
  },
  {
    pattern: /NoClassDefFoundError: ((?:[a-z]\w*\/)+[A-Z][\w$]*)|ClassNotFoundException: ((?:[a-z]\w*\.)+[A-Z][\w$]*)/,
    explain: ({ groups: names, source }) => explainThinJar(firstGroup(names), source),
  },
  {
    pattern: new RegExp(String.raw`Cannot find module '(\.[^']+|\/app\/[^']+)'|${missingPackage.source}`),
    explain: ({ groups: [file], source, log }) =>
      (file === undefined
        ? undefined
        : (explainCase(file, source) ?? explainExtension(file, source, log) ?? explainCompiled(file, source))) ??
      explainMissing(everyPackage(log, missingPackage), source),
    isVagueInRuns: true,
  },
  {
    pattern: /Package import specifier "(#[^"\n]+)" is not defined/,
    explain: ({ groups: [name = ''], source }) => explainAlias(name, source),
  },
  {
    pattern: pathError,
    explain: ({ line, groups, log }) => explainPathError(line, groups, log),
  },
  {
    pattern: unlistedGem,
    explain: ({ groups }) => explainUnlistedGem(firstGroup(groups)),
  },
  {
    pattern: missingFeature,
    explain: ({ groups: [name = ''], line, source }) => explainMissingFeature(name, line, source),
    isVagueInRuns: true,
  },
  {
    pattern: /^bundler: command not found: (\S+)/m,
    explain: ({ groups: [command = ''] }) => ({
      detail: `The command "${command}" is not available here.`,
      advice: commandAdvice(command),
    }),
  },
  {
    pattern: /please install "fastapi\[standard\]"/,
    explain: () => ({
      detail: 'The command "fastapi" needs packages that are not installed here.',
      advice: 'Use uvicorn instead, as in "web: uvicorn main:app --port $PORT".',
    }),
  },
  {
    pattern: /`BaseSettings` has been moved to the `pydantic-settings` package/,
    explain: () => ({
      detail:
        'The code is for Pydantic 1, but Pydantic 2 is installed here, without pydantic-settings: BaseSettings is not available.',
      advice: 'Read the settings from os.environ, for example into a BaseModel.',
    }),
  },
  {
    pattern: notInImage,
    explain: ({ log }) =>
      buildAdvice([
        ...new Set(
          everyPackage(log, notInImage).flatMap(({ name, line }) =>
            line.startsWith('Not installed') ? name.split(' ') : name,
          ),
        ),
      ]),
  },
  {
    pattern: missingJavaPackage,
    explain: ({ source, log }) => javaPackageAdvice(everyPackage(log, missingJavaPackage), source),
  },
  {
    pattern: /Preview features are not enabled for ([\w/$]+)/,
    explain: ({ groups: [name = ''], source }) => ({
      detail: 'The code uses preview features of Java, which are off unless the start command enables them.',
      advice: `Add a Procfile with the line "web: java --enable-preview ${source.has('pom.xml') ? '@target/classpath ' : ''}${name.replaceAll('/', '.')}".`,
    }),
  },
  {
    pattern: /Foundation\\+Application::configure does not exist/,
    explain: () => ({
      detail: 'The code is for Laravel 11 or newer, but Laravel 10 is installed here.',
      advice:
        'Use the structure of Laravel 10: bootstrap/app.php creates the application, and app/Http/Kernel.php is its HTTP kernel.',
    }),
  },
  {
    pattern: /EADDRINUSE|address already in use/i,
    explain: ({ line }) => ({
      detail: `The port is already in use: ${line}`,
      advice: 'Listen once, on the port in $PORT. Do not use the ports of the database and the cache.',
    }),
    isVagueInRuns: true,
  },
  {
    pattern: /EADDRNOTAVAIL|Cannot assign requested address/i,
    explain: ({ line }) => ({
      detail: `The address does not belong to this machine: ${line}`,
      advice: 'Listen on localhost or on all addresses, on the port in $PORT.',
    }),
    isVagueInRuns: true,
  },
  {
    pattern: /ECONNREFUSED|Connection refused|actively refused/i,
    explain: ({ line }) => ({
      detail: `It tried to connect to a server that does not exist here: ${line}`,
      advice:
        'The database is at $DATABASE_URL and the cache at $REDIS_URL, if the exercise has them. Nothing else can be reached.',
    }),
    isVagueInRuns: true,
  },
  ...frameworkCauses,
]

/** Of JavaScript: a promise that was made into text. */
export const forgottenAwait: Cause = {
  detail: 'A promise was used as if it were its result: it became "[object Promise]".',
  advice: 'Write "await" before the call that returns the promise.',
}

/** Of a jar that Maven made of the learner's own classes alone. */
function explainThinJar(name: string, source: SourceTree): Cause | undefined {
  const jar = /\s-jar\s+(\S+)/.exec(procfileLine(source, 'web') ?? '')?.[1]
  return jar === undefined || !source.has('pom.xml')
    ? undefined
    : {
        detail: `${jar} does not contain ${name.replaceAll('/', '.')}: it has your classes, without the libraries.`,
        advice:
          'Start your main class instead, as in "web: java @target/classpath com.example.Main", or let maven-shade-plugin put the libraries into the jar.',
      }
}
