import type { SourceTree } from '../../../contracts/source-tree.js'
import { type AppObject, findAppObject } from '../../languages/app-objects.js'
import { procfileLine, textOf } from '../../languages/project-files.js'
import { type Cause, findSourceLines, mentions, type SourceLine, type Submitted } from './cause.js'
import { findConditionalListen } from './node.js'

/**
 * Why a service that keeps running opens no port, where its source shows that it never will, or its log that nothing
 * blocks it.
 */
export function findUnopenedPort(log: string, submitted: Submitted): Cause | undefined {
  return finders[submitted.language]?.(submitted, log) ?? findUnserved(submitted) ?? explainStarted(log)
}

/** Where the program waits until it is stopped: what is to open the port must be called before. */
export const findWait = ({ source }: Submitted): SourceLine | undefined =>
  findSourceLines(
    source,
    /\.(?:java|py)$/,
    /\bgetServer\(\)\.await\(\)|\bcurrentThread\(\)\.join\(\)|\bserver\.join\(\)|\bEvent\(\)\.wait\(\)|\bsignal\.pause\(\)|\.run_forever\(\)/,
  )[0]

type Find = (submitted: Submitted, log: string) => Cause | undefined

const findJava: Find = ({ source }, log) => findTomcat(source, log) ?? findJetty(source)

/** Since version 9, Tomcat makes its connector only when it is asked for it. */
function findTomcat(source: SourceTree, log: string): Cause | undefined {
  const [made] = findSourceLines(source, /\.java$/, /(?:\b(\w+)\s*=\s*)?\bnew Tomcat\(\s*\)/)
  if (!made || mentions(source, /\.java$/, /\b(?:[gs]etConnector|addConnector)\(/) || /ProtocolHandler/.test(log))
    return undefined
  const name = made.groups[0] ?? 'tomcat'
  return {
    detail: `${made.path}:${made.line} creates a Tomcat server, and nothing creates its connector: it starts, but opens no port.`,
    advice: `Call ${name}.getConnector() after ${name}.setPort(…), before ${name}.start().`,
  }
}

function findJetty(source: SourceTree): Cause | undefined {
  const [made] = mentions(source, /\.java$/, /\borg\.eclipse\.jetty\.server\b/)
    ? findSourceLines(source, /\.java$/, /\bnew Server\(\s*(?:new \w*Pool\(.*\)|\w*[pP]ool)?\s*\)/)
    : []
  return made && !mentions(source, /\.java$/, /\b(?:addConnector|setConnectors)\(/)
    ? {
        detail: `${made.path}:${made.line} creates a Jetty server without a connector: it starts, but opens no port.`,
        advice: 'Pass the port to its constructor, as in new Server(port), or add a ServerConnector before start().',
      }
    : undefined
}

const findPython: Find = ({ source }) => {
  const [runner] = findSourceLines(source, /\.py$/, /\b(?:AppRunner|ServerRunner)\(/)
  return runner && !mentions(source, /\.py$/, /\b\w+Site\(/)
    ? {
        detail: `${runner.path}:${runner.line} creates a runner of aiohttp, and nothing creates a site for it: it opens no port.`,
        advice:
          'After await runner.setup(), call await web.TCPSite(runner, port=int(os.environ["PORT"])).start(), or use web.run_app().',
      }
    : undefined
}

const findDotnet: Find = ({ source }) => {
  const [host] = findSourceLines(source, /\.cs$/, /\bHost\.Create(?:Default|Application)Builder\(/)
  return host && !mentions(source, /\.cs$/, /\bWebApplication\b|ConfigureWebHost|UseKestrel|HttpListener|TcpListener/)
    ? {
        detail: `${host.path}:${host.line} builds a host without a web server.`,
        advice: 'Use WebApplication.CreateBuilder(args), in a project with "Microsoft.NET.Sdk.Web".',
      }
    : undefined
}

const finders: Readonly<Partial<Record<Submitted['language'], Find>>> = {
  node: findConditionalListen,
  python: findPython,
  java: findJava,
  dotnet: findDotnet,
}

/** What starts a server, by any library: words enough, since a claim needs that there is none of it. */
const serves: Readonly<Partial<Record<Submitted['language'], RegExp>>> = {
  node: /\blisten|\bserve\b/i,
  python: /\brun\(|run_app|uvicorn|gunicorn|hypercorn|waitress|serve|Site\(|runserver/i,
  java: /\bstart\(/,
  dotnet: /\bRun(?:Async)?\(|\bStart(?:Async)?\(/,
  ruby: /\brun\b|\brun!|Handler|WEBrick|TCPServer|Puma|rackup|unicorn|thin\b/,
}

/** An application that nothing serves. The folders that are usually left aside may have what does. */
function findUnserved({ language, source }: Submitted): Cause | undefined {
  const pattern = serves[language]
  if (pattern === undefined || pattern.test(procfileLine(source, 'web') ?? '')) return undefined
  const isServed = [...source.keys()].some(
    (path) =>
      !/(^|\/)(?:node_modules|tests?)\/|\.(?:md|txt|lock)$|(^|\/)package-lock\.json$/.test(path) &&
      pattern.test(textOf(source, path)),
  )
  return isServed ? undefined : explainUnserved(findAppObject(language, source))
}

export const explainUnserved = (app: AppObject | undefined): Cause | undefined =>
  app && { detail: `${app.found}.`, advice: app.write }

/** What a program says last, where it says that it has started. */
function explainStarted(log: string): Cause | undefined {
  const line = log
    .split('\n')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .slice(-lastLines)
    .findLast((each) => each.length <= longestLine && started.test(each) && !ofSomethingElse.test(each))
  return line === undefined
    ? undefined
    : {
        detail: `Its log says "${line}", so nothing seems to block it, but it opened no port.`,
        advice:
          'Check that your code gives the server a port to listen on, the one in the environment variable PORT, and that it does so when this line is printed.',
      }
}

const lastLines = 5
/** Characters. */
const longestLine = 200
const started =
  /\b(?:started|up and running|listening|(?:is|now|server|service|app\w*) (?:ready|running|up)|running (?:on|at)|start-?up complete)\b/i
const ofSomethingElse =
  /\b(?:not|never|cannot|until|before|wait\w*|retry\w*|pool\w*|connect\w*|databases?|db|redis|postgres\w*|mariadb|mysql|thread\w*|worker\w*|scheduler|job\w*|queue)\b|n't\b|fail|error|hikari/i
