import { readFile, rename, writeFile } from 'node:fs/promises'

/**
 * All links in memory, saved whole to one JSON file. Changes that come while a save is under way share the next one,
 * so many callers at once cost two writes and not many.
 */
export class LinkFile {
  links = new Map()
  #path
  #writing = Promise.resolve()
  #next

  constructor(path) {
    this.#path = path
  }

  async load() {
    try {
      const links = JSON.parse(await readFile(this.#path, 'utf8'))
      this.links = new Map(links.map((link) => [link.code, link]))
    } catch (error) {
      if (error.code !== 'ENOENT') throw error
    }
  }

  /** Resolves when everything that was changed before the call is in the file. */
  save() {
    if (!this.#next) {
      this.#next = this.#writing.then(() => {
        this.#next = undefined
        return this.#write()
      })
      this.#writing = this.#next.catch(() => {})
    }
    return this.#next
  }

  async #write() {
    const path = `${this.#path}.new`
    await writeFile(path, JSON.stringify([...this.links.values()]))
    await rename(path, this.#path)
  }
}
