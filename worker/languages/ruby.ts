import type { SourceTree } from '../../contracts/source-tree.js'
import {
  isForeign,
  type LanguageConventions,
  type OwnTestsConventions,
  shellLine,
  type StartConventions,
  type StartRefusal,
  type SuiteConventions,
} from './conventions.js'
import { procfileLine, textOf } from './project-files.js'

/**
 * As where services run for others: Sinatra and Rack answer errors with pages for developers otherwise, in front of the
 * handlers of the service itself.
 */
const rubyEnv = { APP_ENV: 'production', RACK_ENV: 'production' }

const mainFiles = ['app.rb', 'main.rb', 'server.rb']

/** The one server for every `config.ru`; whatever `config/puma.rb` says of ports, the one here is that of the pod. */
const puma = ['sh', '-c', 'exec puma -b "tcp://0.0.0.0:$PORT" config.ru']

/** Bundler, then the Procfile, or `config.ru` under Puma, or the main file. */
const start: StartConventions = (source) => {
  const build = bundlerBuild(source)
  const web = procfileLine(source, 'web')
  if (web !== undefined) return refuseLine(web, source) ?? { build, start: shellLine(web), env: rubyEnv }
  if (source.has('config.ru')) return { build, start: puma, env: rubyEnv }
  const main = mainFiles.find((file) => source.has(file))
  return main === undefined ? refuseNoMain(source) : { build, start: ['ruby', main], env: rubyEnv }
}

/** What the Gemfile asks for is looked for in the image. */
const bundlerBuild = (source: SourceTree): string[] | null =>
  source.has('Gemfile') || source.has('gems.rb') ? ['build-bundle'] : null

const withoutProcfile = (source: SourceTree): string =>
  source.has('config.ru') ? 'Remove the Procfile, and config.ru is served on $PORT; or write' : 'Write in the Procfile'

/** Servers that listen on a port of their own unless they are told another one. */
const fixedPorts: readonly [RegExp, port: number, line: string][] = [
  [/(?:^|[\s;&])(?:\S*bin\/)?rackup(?=\s|$)(?!.*(?:\s-p|\s--port|\s-o ?\S+:))/, 9292, 'rackup -p $PORT'],
  [/(?:^|[\s;&])(?:\S*bin\/)?puma(?=\s|$)(?!.*(?:\s-[pbC]|\s--(?:port|bind|config)))/, 9292, 'puma -p $PORT'],
  [/(?:^|[\s;&])(?:\S*bin\/)?thin(?=\s|$)(?!.*(?:\s-[pCR]|\s--(?:port|config)))/, 3000, 'thin start -p $PORT'],
  [
    /(?:^|[\s;&])(?:\S*bin\/)?unicorn(?=\s|$)(?!.*(?:\s-[plc]|\s--(?:port|listen|config-file)))/,
    8080,
    'unicorn -p $PORT',
  ],
]

/** Programs around a server that the image does not have. */
const missingPrograms = /(?:^|[\s;&])(?:\S*bin\/)?(rails|rerun|shotgun|foreman|falcon|passenger|hanami)\s/

/** Lines that work where they come from, and could not be reached or found here. */
function refuseLine(line: string, source: SourceTree): StartRefusal | undefined {
  const missing = missingPrograms.exec(`${line} `)?.[1]
  if (missing !== undefined) {
    return {
      refusal: `There is no "${missing}" command here.`,
      advice: `${withoutProcfile(source)} "web: ${source.has('config.ru') ? 'puma -p $PORT' : 'ruby app.rb'}".`,
    }
  }
  const fixed = source.has('config/puma.rb')
    ? fixedPorts.filter(([, , advised]) => !advised.startsWith('puma'))
    : fixedPorts
  const found = fixed.find(([pattern]) => pattern.test(line))
  if (found === undefined) return undefined
  const [, port, advised] = found
  return {
    refusal: `The Procfile does not say on which port "${advised.split(' ')[0]}" listens: without that it is ${port}.`,
    advice: `${withoutProcfile(source)} "web: ${line.startsWith('bundle exec ') ? 'bundle exec ' : ''}${advised}".`,
  }
}

function refuseNoMain(source: SourceTree): StartRefusal {
  const scripts = [...source.keys()].filter((path) => path.endsWith('.rb') && !isForeign(path)).sort()
  if (scripts.length === 0)
    return {
      refusal: 'There is nothing to start: no .rb file.',
      advice: 'Submit the source of your service (.rb files).',
    }
  const nothing = `There is nothing to start: no "web:" line in a Procfile, no config.ru, and none of ${mainFiles.join(', ')}`
  const serving = scripts.find((path) => isTop(path) && serves.test(textOf(source, path)))
  return serving === undefined
    ? { refusal: `${nothing}.` }
    : {
        refusal: `${nothing}, but ${serving} looks like a service.`,
        advice: `Rename it to app.rb, or add a Procfile with this line: web: ruby ${serving}`,
      }
}

const isTop = (path: string) => !path.includes('/')

/** What a program that serves has in it. */
const serves = /^\s*require\s+['"](?:sinatra|webrick|puma|rackup|socket)\b/m

const isSpec = (path: string): boolean => path.endsWith('_spec.rb') && !isForeign(path)
const isTest = (path: string): boolean => /(^|\/)(test_[^/]*|[^/]*_test)\.rb$/.test(path) && !isForeign(path)

/** A runner, and the files it has to be told of: RSpec finds what is in `spec` by itself. */
function findTests(source: SourceTree): { runner: 'rspec' | 'minitest'; files: string[] } | undefined {
  const specs = [...source.keys()].filter(isSpec).sort()
  if (specs.length > 0) return { runner: 'rspec', files: specs.every((path) => path.startsWith('spec/')) ? [] : specs }
  const tests = [...source.keys()].filter(isTest).sort()
  return tests.length > 0 ? { runner: 'minitest', files: tests } : undefined
}

/** Bundler, then the Procfile, or RSpec, or minitest. */
const suite: SuiteConventions = (source, line) => {
  const build = bundlerBuild(source)
  if (line !== undefined) return { build, run: shellLine(line), env: {} }
  const tests = findTests(source)
  if (tests === undefined) return { refusal: nothingToRun }
  return { build, run: [tests.runner === 'rspec' ? 'rspec' : 'run-minitest', ...tests.files], env: {} }
}

const nothingToRun =
  'There is nothing to run: no "test:" line in a Procfile, and no file *_spec.rb, *_test.rb or test_*.rb.'

/** In the mode for tests, as at home: what is `production` for the service is not for them. */
const ownTests: OwnTestsConventions = (source, service) => {
  const tests = findTests(source)
  if (tests === undefined) return { command: 'rspec', missing: 'There is no file *_spec.rb, *_test.rb or test_*.rb.' }
  return {
    command: tests.runner === 'rspec' ? 'rspec' : 'ruby -Ilib -Itest',
    builds: service.build === null ? [] : [service.build],
    folder: '.',
    options: [tests.runner, ...tests.files],
    env: { APP_ENV: 'test', RACK_ENV: 'test' },
  }
}

export const ruby: LanguageConventions = { start, suite, ownTests }
