import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const file = `${process.env.DATA_DIR ?? '/data'}/links.json`

/** A Map that is saved whenever it changes. */
class SavedMap extends Map {
  set(code, link) {
    super.set(code, link)
    return this.save()
  }

  delete(code) {
    const isDeleted = super.delete(code)
    this.save()
    return isDeleted
  }

  save() {
    writeFileSync(file, JSON.stringify([...this.values()]))
    return this
  }
}

export const links = new SavedMap()

export function openLinks() {
  if (existsSync(file)) for (const link of JSON.parse(readFileSync(file, 'utf8'))) links.set(link.code, link)
  process.on('SIGTERM', () => {
    links.save()
    process.exit()
  })
}
