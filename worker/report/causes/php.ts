import type { SourceTree } from '../../../contracts/source-tree.js'
import { procfileLine, textOf } from '../../languages/project-files.js'
import { type Cause, findSourceLines, mentions, readLooseJson } from './cause.js'

/** A file of code that reads JSON bodies has one of these words. */
const readsBody = /php:\/\/input|getContent\(|getParsedBody|->toArray\(|->json\(/

/** Where JSON was refused: `$_POST` is filled only from forms. */
export function explainFormReader(source: SourceTree): Cause | undefined {
  const place = mentions(source, /\.php$/, readsBody) ? undefined : findSourceLines(source, /\.php$/, /\$_POST\b/)[0]
  return (
    place && {
      detail: `${place.path}:${place.line} reads $_POST, which contains only forms: the tests send JSON.`,
      advice: 'Read the body with json_decode(file_get_contents("php://input"), true).',
    }
  )
}

/** A row as PDO returns it by default: `{"id":1,"0":1,…}`. */
const doubledColumn = /"\w+":("(?:[^"\\]|\\.)*"|[\w.-]+),"0":\1[,}]/

/** For a response that may hold such a row. */
export const explainDoubledColumns = (responseBody: string | null): Cause | undefined =>
  doubledColumn.test(responseBody ?? '')
    ? {
        detail: 'It sends every column of a row twice, by name and by number.',
        advice: 'PDO fetches rows this way by default. Set PDO::ATTR_DEFAULT_FETCH_MODE to PDO::FETCH_ASSOC.',
      }
    : undefined

/** Where routes were not found: only Apache reads the rule that fills the parameter. */
export function explainRewrittenUrl(source: SourceTree): Cause | undefined {
  if (mentions(source, /\.php$/, /REQUEST_URI|PATH_INFO/) || /apache/.test(procfileLine(source, 'web') ?? ''))
    return undefined
  const [rule] = findSourceLines(source, /(^|\/)\.htaccess$/, /^\s*RewriteRule\s.*\.php\?(\w+)=/i)
  const place =
    rule &&
    findSourceLines(source, /\.php$/, new RegExp(String.raw`\$_(?:GET|REQUEST)\[['"]${rule.groups[0]}['"]\]`))[0]
  return (
    place && {
      detail: `${rule.path} is not read: the server here is not Apache. So $_GET["${rule.groups[0]}"], which ${place.path}:${place.line} reads, is empty.`,
      advice: 'Read the path with parse_url($_SERVER["REQUEST_URI"], PHP_URL_PATH).',
    }
  )
}

/** Of a class that PHP did not find: a file that PSR-4 would find if letters had the other case. */
export function explainClassCase(name: string, source: SourceTree): Cause | undefined {
  const autoload = (readLooseJson(source.get('composer.json'))?.autoload ?? {}) as { 'psr-4'?: Record<string, unknown> }
  for (const [prefix, folders] of Object.entries(autoload['psr-4'] ?? {})) {
    if (!name.startsWith(prefix)) continue
    for (const folder of [folders].flat().map(String)) {
      const path = `${folder.replace(/^\.\//, '').replace(/\/*$/, '/').replace(/^\/$/, '')}${name.slice(prefix.length).replaceAll('\\', '/')}.php`
      const twin = [...source.keys()].find((each) => each !== path && each.toLowerCase() === path.toLowerCase())
      if (twin !== undefined && !source.has(path)) {
        return {
          detail: `The class ${name} is in ${twin}, but Composer looks for ${path}: upper and lower case matter in file names here.`,
          advice: `Rename ${differentPart(twin, path)}.`,
        }
      }
    }
  }
  return undefined
}

/** The first folder, or the file, that has another case. */
function differentPart(is: string, wanted: string): string {
  const parts = wanted.split('/')
  const at = is.split('/').findIndex((part, index) => part !== parts[index])
  const what = at === parts.length - 1 ? 'the file' : 'the folder'
  return `${what} "${is.split('/')[at]}" to "${parts[at]}"`
}

/** Where PDO found no driver: what stands before the colon of a DSN names it, and a URL has another name there. */
export function explainUnknownDriver(source: SourceTree): Cause | undefined {
  if (mentions(source, /\.php$/, /['"](?:pgsql|mysql):/)) return undefined
  const [place] = findSourceLines(source, /\.php$/, /\bnew\s+\\?PDO\(/)
  return (
    place && {
      detail: `${place.path}:${place.line} gives PDO something that does not begin with "pgsql:" or "mysql:", such as $DATABASE_URL. The drivers of PostgreSQL and MariaDB are installed.`,
      advice:
        'Build the DSN from the environment: "pgsql:host=" . getenv("DB_HOST") . ";port=" . getenv("DB_PORT") . ";dbname=" . getenv("DB_NAME"), and pass DB_USER and DB_PASSWORD as user and password.',
    }
  )
}

/** Of phpdotenv, which needs the file that no upload should have. */
export function explainMissingEnv(source: SourceTree): Cause | undefined {
  if ([...source.keys()].some((path) => /(^|\/)\.env$/.test(path))) return undefined
  const [load] = mentions(source, /\.php$/, /\bDotenv\b/)
    ? findSourceLines(source, /\.php$/, /->load\(\s*\)/).filter(({ path }) => /\bDotenv\b/.test(textOf(source, path)))
    : []
  return (
    load && {
      detail: `${load.path}:${load.line} loads a file .env, and your upload has none. load() throws an exception then.`,
      advice:
        'Call safeLoad() instead, which goes on without the file: the variables of the exercise are in the environment here.',
    }
  )
}
