import { dirname } from 'node:path/posix'
import type { SourceTree } from '../../contracts/source-tree.js'
import {
  isForeign,
  type LanguageConventions,
  type StartConventions,
  type OwnTestsConventions,
  shellLine,
  type StartRefusal,
  type SuiteConventions,
} from './conventions.js'
import { procfileLine, textOf } from './project-files.js'

/**
 * The built-in server answers one request at a time unless this says otherwise, and nothing happens in parallel then.
 */
const workers = { PHP_CLI_SERVER_WORKERS: '8' }

/** Frameworks that write below the source, which is read-only, unless told another place. */
const elsewhere: readonly [library: string, env: Readonly<Record<string, string>>][] = [
  [
    'laravel/framework',
    {
      APP_SERVICES_CACHE: '/tmp/services.php',
      APP_PACKAGES_CACHE: '/tmp/packages.php',
      APP_CONFIG_CACHE: '/tmp/config.php',
      APP_ROUTES_CACHE: '/tmp/routes.php',
      APP_EVENTS_CACHE: '/tmp/events.php',
      VIEW_COMPILED_PATH: '/tmp',
      LOG_CHANNEL: 'stderr',
    },
  ],
  ['symfony/framework-bundle', { APP_CACHE_DIR: '/tmp/cache', APP_LOG_DIR: '/tmp/log' }],
]

const envOf = (source: SourceTree) => {
  const composer = textOf(source, 'composer.json')
  return Object.assign(
    { ...workers },
    ...elsewhere.filter(([library]) => composer.includes(`"${library}"`)).map(([, env]) => env),
  ) as Record<string, string>
}

/** `-q`: without three lines for each request. The router of the image sends every path without a file to index.php. */
const builtInServer = ['sh', '-c', 'exec php -q -S "0.0.0.0:$PORT" -t public /opt/php/route.php']

/** Composer, then the Procfile, or `public/index.php` under the built-in server. */
const start: StartConventions = (source) => {
  const build = composerBuild(source)
  const env = envOf(source)
  const web = procfileLine(source, 'web')
  if (web !== undefined) {
    return refuseLine(web) ?? { build, start: shellLine(web), env }
  }
  return source.has('public/index.php') ? { build, start: builtInServer, env } : refuseNoIndex(source)
}

const loader = 'vendor/autoload.php'

/** `composer.json` is installed, unless `vendor` came along. */
const composerBuild = (source: SourceTree): string[] | null =>
  source.has('composer.json') && !source.has(loader) ? ['build-composer'] : null

/** Whether PHPUnit has a file of settings that it finds by itself; else it is told how classes and tests are found. */
const hasPhpunitSettings = (source: SourceTree): boolean => source.has('phpunit.xml') || source.has('phpunit.xml.dist')

/** How PHPUnit is told of Composer's loader, be it installed or sent along. */
const bootstrapOf = (source: SourceTree): string[] =>
  source.has('composer.json') || source.has(loader) ? ['--bootstrap', loader] : []

const withoutProcfile =
  'Remove the Procfile, and public/index.php is served on $PORT; or write "web: serve-fpm public" in it.'

/** Lines that work where they come from, and could not be reached or found here. */
const uselessLines: readonly [RegExp, StartRefusal][] = [
  [
    /\bartisan\s+serve\b(?!.*--port)/,
    { refusal: '"php artisan serve" listens on port 8000.', advice: withoutProcfile },
  ],
  [
    /\bsymfony\s+(local:)?(serve|server:start)\b/,
    { refusal: 'There is no "symfony" command here.', advice: withoutProcfile },
  ],
  [
    /\bheroku-php-(apache2|nginx)\b/,
    {
      refusal: 'There is no Heroku server here.',
      advice: 'Write in the Procfile "web: serve-fpm public", which is nginx with PHP-FPM.',
    },
  ],
  [
    /^(exec\s+)?(\S*\/)?php-fpm\S*(?!.*nginx)(\s|$)/,
    {
      refusal: 'PHP-FPM alone does not speak HTTP.',
      advice: 'Write in the Procfile "web: serve-fpm public", which puts nginx in front of it.',
    },
  ],
]

const refuseLine = (line: string) => uselessLines.find(([pattern]) => pattern.test(line))?.[1]

function refuseNoIndex(source: SourceTree): StartRefusal {
  const scripts = [...source.keys()].filter((path) => path.endsWith('.php') && !path.startsWith('vendor/')).sort()
  if (scripts.length === 0)
    return {
      refusal: 'There is nothing to start: no .php file.',
      advice: 'Submit the source of your service (.php files).',
    }
  if (source.has('index.php')) {
    return {
      refusal: 'There is nothing to start: index.php is at the top level, and only public/index.php is served.',
      advice: `Move it to public/index.php, or ${addProcfile('index.php')}`,
    }
  }
  const [index] = scripts
    .filter((path) => /^[\w./-]+\/index\.php$/.test(path))
    .sort((one, other) => one.length - other.length)
  const nothing = 'There is nothing to start: no "web:" line in a Procfile, and no public/index.php'
  return index === undefined
    ? { refusal: `${nothing}.` }
    : { refusal: `${nothing}, but there is ${index}.`, advice: `To serve it, ${addProcfile(`-t ${folderOf(index)}`)}` }
}

const addProcfile = (served: string) => `add a Procfile with this line: web: php -S 0.0.0.0:$PORT ${served}`

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/'))

/** The cache of results could not be written beside read-only source. */
const phpunit = ['phpunit', '--do-not-cache-result']

/** Composer, then the Procfile, or PHPUnit: by its own file of settings, or over `*Test.php`. */
const suite: SuiteConventions = (source, line) => {
  const build = composerBuild(source)
  if (line !== undefined) return { build, run: shellLine(line), env: {} }
  if (hasPhpunitSettings(source)) return { build, run: phpunit, env: {} }
  if (![...source.keys()].some((path) => path.endsWith('Test.php') && !path.startsWith('vendor/')))
    return { refusal: nothingToRun }
  return { build, run: [...phpunit, ...bootstrapOf(source), '.'], env: {} }
}

const nothingToRun = 'There is nothing to run: no "test:" line in a Procfile, no phpunit.xml, and no file *Test.php.'

const command = 'phpunit'

/** PHPUnit as phpunit.xml has it, else on the folders with files *Test.php. */
const ownTests: OwnTestsConventions = (source, service) => {
  const hasSettings = hasPhpunitSettings(source)
  const testFolders = foldersOf([...source.keys()].filter((path) => path.endsWith('Test.php') && !isForeign(path)))
  if (!hasSettings && testFolders.length === 0)
    return { command, missing: 'There is neither a phpunit.xml nor a file *Test.php.' }
  return {
    command,
    // Composer is told of what is for development too; a vendor folder that was sent along stays as it is.
    builds: service.build === null ? [] : [[...service.build, '--with-tests']],
    folder: '.',
    options: [
      ...sourceFolders(source, testFolders).flatMap((folder) => ['--coverage-filter', folder]),
      ...(hasSettings ? [] : [...bootstrapOf(source), ...testFolders]),
    ],
    env: {},
  }
}

/** `tests` for all that lies below it; else the folders themselves. */
const foldersOf = (paths: readonly string[]) =>
  [...new Set(paths.map((path) => /^tests?(?=\/)/.exec(path)?.[0] ?? dirname(path)))].sort()

/** Folders at the top with sources whose lines are counted: files beside them PHPUnit cannot be told of. */
function sourceFolders(source: SourceTree, testFolders: readonly string[]): string[] {
  const sources = [...source.keys()].filter((path) => path.endsWith('.php') && path.includes('/') && !isForeign(path))
  const folders = new Set(sources.map((path) => path.slice(0, path.indexOf('/'))))
  return [...folders].filter((folder) => !testFolders.includes(folder)).sort()
}

export const php: LanguageConventions = { start, suite, ownTests }
