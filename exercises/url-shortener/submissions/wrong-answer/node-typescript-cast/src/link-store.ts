import { randomInt } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Link, NewLink } from './link.js'

/** A line of the file: a new state of a link, or the code of one that was deleted. */
type Line = { link: Link } | { deleted: string }

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** All links, in memory and in a file to which every change is added before it is answered. */
export class LinkStore {
  readonly #path: string
  readonly #links = new Map<string, Link>()

  constructor(path: string) {
    this.#path = path
    for (const line of this.#readLines()) {
      if ('link' in line) this.#links.set(line.link.code, line.link)
      else this.#links.delete(line.deleted)
    }
    writeFileSync(`${path}.new`, this.#toText([...this.#links.values()].map((link) => ({ link }))))
    renameSync(`${path}.new`, path)
  }

  /** The new link; undefined when the alias is in use. */
  create({ url, alias, expiresInSeconds }: NewLink): Link | undefined {
    if (alias !== undefined && this.#links.has(alias)) return undefined
    const now = Date.now()
    return this.#save({
      code: alias ?? this.#makeCode(),
      url,
      clicks: 0,
      createdAt: new Date(now).toISOString(),
      expiresAt: expiresInSeconds === undefined ? null : new Date(now + expiresInSeconds * 1000).toISOString(),
    })
  }

  find(code: string): Link | undefined {
    return this.#links.get(code)
  }

  countClick(link: Link): void {
    this.#save({ ...link, clicks: link.clicks + 1 })
  }

  /** Whether there was something to remove. */
  remove(code: string): boolean {
    if (!this.#links.has(code)) return false
    this.#append({ deleted: code })
    return this.#links.delete(code)
  }

  /** The newest first. */
  list(limit: number, offset: number): { items: Link[]; total: number } {
    const items = [...this.#links.values()].reverse().slice(offset, offset + limit)
    return { items, total: this.#links.size }
  }

  #save(link: Link): Link {
    this.#append({ link })
    this.#links.set(link.code, link)
    return link
  }

  #makeCode(): string {
    const code = Array.from({ length: 7 }, () => alphabet.charAt(randomInt(alphabet.length))).join('')
    return this.#links.has(code) ? this.#makeCode() : code
  }

  #append(line: Line): void {
    appendFileSync(this.#path, this.#toText([line]))
  }

  #toText(lines: Line[]): string {
    return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  }

  /** The last line may be half a line, when the process was killed while it wrote. It was not answered for yet. */
  #readLines(): Line[] {
    if (!existsSync(this.#path)) return []
    return readFileSync(this.#path, 'utf8').split('\n').flatMap((text): Line[] => {
      try {
        return [JSON.parse(text) as Line]
      } catch {
        return []
      }
    })
  }
}
