import { readFile, rename, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeLink } from './make-link.js'

const file = `${process.env.DATA_DIR ?? '/data'}/links.json`
let saves = 0

const load = async () => JSON.parse(await readFile(file, 'utf8'))

async function save(all) {
  await sleep(60) // The gap is there without it too; with it, every run of the tests finds it.
  const path = `${file}.${++saves}`
  await writeFile(path, JSON.stringify(all))
  await rename(path, file)
}

// Between load and save others load and save, too.
export const links = {
  async add(body) {
    const all = await load()
    if (all.some((link) => link.code === body.alias)) return undefined
    const link = makeLink(body)
    await save([...all, link])
    return link
  },
  find: async (code) => (await load()).find((link) => link.code === code),
  all: load,
  async remove(code) {
    const all = await load()
    await save(all.filter((link) => link.code !== code))
    return all.some((link) => link.code === code)
  },
  async click(code) {
    const all = await load()
    all.find((link) => link.code === code).clicks += 1
    await save(all)
  },
}

export const openLinks = () => load().catch(() => save([]))
