import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { makeLink } from './make-link.js'

const file = `${process.env.DATA_DIR ?? '/data'}/events.jsonl`
const byCode = new Map()

const apply = {
  add: (link) => byCode.set(link.code, link),
  remove: (code) => byCode.delete(code),
  click: (code) => (byCode.get(code).clicks += 1),
}

function record(kind, value) {
  apply[kind](value)
  appendFileSync(file, `${JSON.stringify([kind, value])}\n`)
}

export const links = {
  add(body) {
    if (byCode.has(body.alias)) return undefined
    const link = makeLink(body)
    record('add', link)
    return link
  },
  find: (code) => byCode.get(code),
  all: () => [...byCode.values()],
  remove(code) {
    const isKnown = byCode.has(code)
    if (isKnown) record('remove', code)
    return isKnown
  },
  click: (code) => record('click', code),
}

export function openLinks() {
  if (!existsSync(file)) return
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const [kind, value] = JSON.parse(line)
    apply[kind](value)
  }
}
