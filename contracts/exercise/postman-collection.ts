import { packageLimits } from './package-limits.js'

/** A request of a Postman collection that is a test: something in its scripts judges the response. */
export interface PostmanRequest {
  /** Its place: indexes into `item`, from the collection down. */
  place: readonly number[]
  /** Names of the folders above it. */
  folders: readonly string[]
  title: string
  /** Its scripts name assertions (`pm.test`): where none of them was reached, there is no evidence of a pass. */
  hasAssertions: boolean
}

interface Item {
  name?: unknown
  item?: unknown
  request?: unknown
  event?: unknown
}

const { collectionBytes, collectionDepth, collectionRequests, nameLength } = packageLimits

const assertions = /\bpm\s*\.\s*test\s*(\.\s*\w+\s*)?\(|\btests\s*\[/
const judgements = /\bpm\s*\.\s*(expect|response\s*\.\s*to)\b/

/**
 * The tests of a Postman collection (format 2.0 or 2.1): every request with a test script of its own, or of a folder
 * above it, that asserts something. Other requests are steps on the way. Throws an `Error` with what is wrong.
 */
export function listPostmanRequests(text: string): PostmanRequest[] {
  if (text.length > collectionBytes)
    throw new Error(`It is larger than ${collectionBytes / 1024} KB: remove saved responses.`)
  const collection = JSON.parse(text) as (Item & { info?: { schema?: unknown } }) | null
  if (typeof collection !== 'object' || collection === null || !Array.isArray(collection.item)) {
    throw new Error(
      'This is not a Postman collection of format 2.0 or 2.1: it has no list "item". Export it as "Collection v2.1".',
    )
  }
  const requests = listItems(collection.item as Item[], { place: [], folders: [], ...judge(collection) })
  if (requests.length > collectionRequests)
    throw new Error(`It has ${requests.length} requests that are tests; the maximum is ${collectionRequests}.`)
  if (requests.length === 0) throw new Error('None of its requests has a test script that asserts something (pm.test).')
  return requests
}

interface Above {
  place: readonly number[]
  folders: readonly string[]
  hasAssertions: boolean
  hasJudgements: boolean
}

function listItems(items: readonly Item[], above: Above): PostmanRequest[] {
  if (above.place.length >= collectionDepth)
    throw new Error(`Its folders are nested deeper than ${collectionDepth} levels.`)
  return items.flatMap((item, index) => {
    const place = [...above.place, index]
    const own = judge(item)
    const hasAssertions = above.hasAssertions || own.hasAssertions
    const hasJudgements = above.hasJudgements || own.hasJudgements
    const name = nameOf(item)
    if (name.length > nameLength)
      throw new Error(`The name "${name.slice(0, 60)}…" has more than ${nameLength} characters.`)
    if (Array.isArray(item.item))
      return listItems(item.item as Item[], { place, folders: [...above.folders, name], hasAssertions, hasJudgements })
    if (item.request === undefined || !(hasAssertions || hasJudgements)) return []
    return [{ place, folders: above.folders, title: name, hasAssertions }]
  })
}

/** Each script is searched once, however many requests are below it. */
function judge(item: Item): Pick<Above, 'hasAssertions' | 'hasJudgements'> {
  const script = testScript(item)
  return { hasAssertions: assertions.test(script), hasJudgements: judgements.test(script) }
}

function nameOf({ name, request }: Item): string {
  if (typeof name === 'string' && name.trim() !== '') return name.trim()
  const { method, url } = (request ?? {}) as { method?: unknown; url?: unknown }
  const address = typeof url === 'string' ? url : (url as { raw?: unknown } | undefined)?.raw
  return `${typeof method === 'string' ? method : 'GET'} ${typeof address === 'string' ? address : '/'}`
}

function testScript({ event }: Item): string {
  const events = (Array.isArray(event) ? event : []) as {
    listen?: unknown
    disabled?: unknown
    script?: { exec?: unknown }
  }[]
  const scripts = events.filter(({ listen, disabled }) => listen === 'test' && disabled !== true)
  return scripts
    .flatMap(({ script }) => script?.exec ?? [])
    .filter((line) => typeof line === 'string')
    .join('\n')
}
