import type { SourceTree } from '../../../contracts/source-tree.js'
import { procfileLine } from '../../languages/project-files.js'
import { type Cause, findSourceLines, mentions } from './cause.js'
import { explainCase } from './missing-files.js'
import { packageAdvice } from './missing-parts.js'

/** What Ruby says of a file or a gem that it did not find, by the name that the code has for it. */
export const missingFeature = /cannot load such file -- (\S+)/

/** A gem that Bundler keeps out of the way, since the Gemfile does not ask for it. */
export const unlistedGem =
  /(\S+) is not part of the bundle\. Add it to your Gemfile|gem (\S+)\. \S+ is not currently included in the bundle/

/** Undefined where it is the learner's own file, and nothing says where it is instead. */
export function explainMissingFeature(name: string, line: string, source: SourceTree): Cause | undefined {
  if (/^mysql(?:\/|$)/.test(name))
    return {
      detail: '$DATABASE_URL begins with "mysql://", for which Sequel loads the gem mysql, which is not installed.',
      advice: "Name the driver that is: ENV.fetch('DATABASE_URL').sub('mysql://', 'mysql2://').",
    }
  const path = name.replace(/^\/app\//, '')
  const own = [...source.keys()].find((each) => each === `${path}.rb` || each === path)
  // Ruby looks for what is required in its own folders and those of gems, not in the one that it was started in.
  if (own !== undefined)
    return {
      detail: `${own} is in your upload, but "require" does not look there: ${line}`,
      advice: `Write "require_relative", with the path from the file that loads it, as in: require_relative '${path.replace(/\.rb$/, '')}'`,
    }
  const inOtherCase = explainCase(name, source)
  if (inOtherCase) return inOtherCase
  return name.startsWith('/') ? undefined : (explainUnlisted(name, source) ?? packageAdvice([{ name, line }], source))
}

/** Of a gem that may well be installed, and that the Gemfile does not name. */
function explainUnlisted(name: string, source: SourceTree): Cause | undefined {
  const gem = gemOf(name)
  const usesBundler =
    mentions(source, /\.(?:rb|ru)$/, /bundler\/setup|Bundler\.(?:require|setup)/) ||
    /\bbundle exec\b/.test(procfileLine(source, 'web') ?? '')
  const gemfile = ['Gemfile', 'gems.rb'].find((path) => source.has(path))
  if (!usesBundler || gemfile === undefined) return undefined
  return mentions(source, /^(?:Gemfile|gems\.rb)$/, new RegExp(String.raw`\bgem\s*\(?\s*['"]${gem}['"]`))
    ? undefined
    : explainUnlistedGem(gem, gemfile)
}

/** Of a gem by its name. */
export const explainUnlistedGem = (gem: string, gemfile = 'Gemfile'): Cause => ({
  detail: `The code needs the gem "${gem}", which your ${gemfile} does not list: with Bundler, only what it lists can be loaded.`,
  advice: `Add a line to your ${gemfile}: gem '${gem}'. The page Installed (/images) lists the gems that are here.`,
})

/** Gems that are loaded by another name than theirs. */
const gemOf = (name: string): string => {
  const [first = name] = name.split('/')
  return (
    { active_record: 'activerecord', active_support: 'activesupport', sequel_pg: 'sequel_pg' }[first] ??
    (/^sinatra\/(?!base|main)/.test(name) ? 'sinatra-contrib' : first)
  )
}

/** A file of code that reads JSON bodies has one of these words. */
const readsBody = /\brequest\.body\b|\breq\.body\b|rack\.input|JSONBodyParser|PostBodyContentTypeParser|\.body\.read/

/** Where JSON was refused: `params` is filled only from forms and the query. */
export function explainParams(source: SourceTree): Cause | undefined {
  const place = mentions(source, /\.(?:rb|ru)$/, readsBody)
    ? undefined
    : findSourceLines(source, /\.rb$/, /\bparams\[/)[0]
  return (
    place && {
      detail: `${place.path}:${place.line} reads params, which contains only forms and the query: the tests send JSON.`,
      advice: 'Read the body with JSON.parse(request.body.read).',
    }
  )
}

/** What starts several processes, where something does. */
export function findRubyProcesses(source: SourceTree): string | undefined {
  const web = procfileLine(source, 'web') ?? ''
  const count = Number(
    /\bpuma\b.*\s(?:-w|--workers)[= ]?["']?(\d+)/.exec(web)?.[1] ?? /\bWEB_CONCURRENCY=(\d+)/.exec(web)?.[1] ?? 1,
  )
  if (count > 1) return `the Procfile starts ${count} processes`
  const [setting] = [
    ...(/\bunicorn\b/.test(web) ? findSourceLines(source, /unicorn\.rb$/, /^\s*worker_processes\s+(?!1\b)/) : []),
    ...findSourceLines(source, /^(?:config\/)?puma\.rb$/, /^\s*workers\s+(?![01]\b)(?!.*WEB_CONCURRENCY.*[01]\b)/),
  ]
  return setting && `${setting.path}:${setting.line} starts several processes`
}
