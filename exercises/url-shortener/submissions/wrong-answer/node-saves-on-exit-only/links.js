import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { makeLink } from './make-link.js'

const file = `${process.env.DATA_DIR ?? '/data'}/links.json`
const byCode = new Map()

export const links = {
  add(body) {
    if (byCode.has(body.alias)) return undefined
    const link = makeLink(body)
    byCode.set(link.code, link)
    return link
  },
  find: (code) => byCode.get(code),
  all: () => [...byCode.values()],
  remove: (code) => byCode.delete(code),
  click(code) {
    byCode.get(code).clicks += 1
  },
}

export function openLinks() {
  if (existsSync(file)) for (const link of JSON.parse(readFileSync(file, 'utf8'))) byCode.set(link.code, link)
  process.on('SIGTERM', () => {
    writeFileSync(file, JSON.stringify(links.all()))
    process.exit(0)
  })
}
