import { hasArchiveName } from '../../http/receive-form.js'

/** Files that may well be HTML, or have some in them. */
const markup =
  /\.(html?|xhtml|php|phtml|jsp|vue|svelte|astro|razor|cshtml|erb|ejs|hbs|mustache|njk|twig|jinja2?|j2|tmpl|tpl|gohtml|svg|xml|md)$/i

const HEAD_BYTES = 1024
/** A report of an error is short; source code that is JSON may be long. */
const ERROR_BYTES = 64 * 1024

/**
 * What came in place of a file, where its content gives that away: many an LMS answers a missing token or a lost
 * session with status 200 and a page or a JSON object that says so. `null` for what may be the file. Only to be asked
 * where nobody said how many bytes or which digest the file has.
 */
export function findErrorPage(name: string, contentType: string | null, content: Buffer): string | null {
  const head = content
    .subarray(0, HEAD_BYTES)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
  if (/^<(!doctype\s+html|html)\b/i.test(head) && !markup.test(name)) return 'a web page'
  if (hasArchiveName(name) && head.startsWith('<')) return 'a web page'
  const json = content.length <= ERROR_BYTES && /^[{[]/.test(head) ? parse(content) : undefined
  if (json === undefined) return null
  if (tellsError(json)) return 'a JSON error'
  const isJsonFile = /json|\.(map|lock|webmanifest)$/i.test(name)
  if (hasArchiveName(name) || (!isJsonFile && contentType === 'application/json')) return 'a JSON document'
  return null
}

/** As Moodle's web services and file addresses say it. */
const tellsError = (json: unknown): boolean =>
  typeof json === 'object' &&
  json !== null &&
  'errorcode' in json &&
  ('error' in json || 'exception' in json || 'message' in json)

function parse(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'))
  } catch {
    return undefined
  }
}
