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

const assertions = /\bpm\s*\.\s*test\s*(\.\s*\w+\s*)?\(|\btests\s*\[/
const judgements = /\bpm\s*\.\s*(expect|response\s*\.\s*to)\b/

/**
 * The tests of a Postman collection (format 2.0 or 2.1): every request with a test script of its own, or of a folder above
 * it, that asserts something. Other requests are steps on the way. Throws an `Error` with what is wrong.
 */
export function listPostmanRequests(text: string): PostmanRequest[] {
  const collection = JSON.parse(text) as (Item & { info?: { schema?: unknown } }) | null
  if (typeof collection !== 'object' || collection === null || !Array.isArray(collection.item)) {
    throw new Error('This is no Postman collection of format 2.0 or 2.1: it has no list "item". Export it as "Collection v2.1".')
  }
  const requests = listItems(collection.item as Item[], { place: [], folders: [], script: testScript(collection) })
  if (requests.length === 0) throw new Error('None of its requests has a test script that asserts something (pm.test).')
  return requests
}

interface Above {
  place: readonly number[]
  folders: readonly string[]
  script: string
}

function listItems(items: readonly Item[], above: Above): PostmanRequest[] {
  return items.flatMap((item, index) => {
    const place = [...above.place, index]
    const script = `${above.script}\n${testScript(item)}`
    const name = nameOf(item)
    if (Array.isArray(item.item)) return listItems(item.item as Item[], { place, folders: [...above.folders, name], script })
    const hasAssertions = assertions.test(script)
    if (item.request === undefined || !(hasAssertions || judgements.test(script))) return []
    return [{ place, folders: above.folders, title: name, hasAssertions }]
  })
}

function nameOf({ name, request }: Item): string {
  if (typeof name === 'string' && name.trim() !== '') return name.trim()
  const { method, url } = (request ?? {}) as { method?: unknown; url?: unknown }
  const address = typeof url === 'string' ? url : (url as { raw?: unknown } | undefined)?.raw
  return `${typeof method === 'string' ? method : 'GET'} ${typeof address === 'string' ? address : '/'}`
}

function testScript({ event }: Item): string {
  const events = (Array.isArray(event) ? event : []) as { listen?: unknown; disabled?: unknown; script?: { exec?: unknown } }[]
  const scripts = events.filter(({ listen, disabled }) => listen === 'test' && disabled !== true)
  return scripts.flatMap(({ script }) => script?.exec ?? []).filter((line) => typeof line === 'string').join('\n')
}
