import { randomInt, scryptSync } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const codeLength = 7
const saveClicksEveryMs = 200

/**
 * All links in memory, and in the journal what it takes to have them again: a link or a deletion at once,
 * clicks a moment later.
 */
export function openLinkStore(journal) {
  const byCode = new Map()
  const inOrder = []
  const unsavedClicks = new Map()
  const lastVisits = new Map()

  const apply = {
    link(link) {
      byCode.set(link.code, link)
      inOrder.push(link)
    },
    deleted(code) {
      inOrder.splice(inOrder.indexOf(byCode.get(code)), 1)
      byCode.delete(code)
    },
    clicks([code, count]) {
      const link = byCode.get(code)
      if (link) link.clicks += count
    },
  }

  for (const entry of journal.read()) for (const [kind, value] of Object.entries(entry)) apply[kind](value)
  journal.replace(inOrder.map((link) => ({ link })))
  const timer = setInterval(saveClicks, saveClicksEveryMs)

  function saveClicks() {
    if (unsavedClicks.size === 0) return
    journal.append([...unsavedClicks].map((clicks) => ({ clicks })))
    unsavedClicks.clear()
  }

  function makeCode() {
    const code = Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join('')
    return byCode.has(code) ? makeCode() : code
  }

  return {
    /** The new link; undefined when the alias is in use. */
    create({ url, alias, expiresInSeconds }) {
      if (byCode.has(alias)) return undefined
      const now = Date.now()
      const link = {
        code: alias ?? makeCode(),
        url,
        clicks: 0,
        createdAt: new Date(now).toISOString(),
        expiresAt: expiresInSeconds === undefined ? null : new Date(now + expiresInSeconds * 1000).toISOString(),
      }
      journal.append([{ link }])
      apply.link(link)
      return link
    },

    find: (code) => byCode.get(code),

    countClick(link) {
      lastVisits.set(link.code, scryptSync(String(Date.now()), link.code, 32))
      link.clicks += 1
      unsavedClicks.set(link.code, (unsavedClicks.get(link.code) ?? 0) + 1)
    },

    /** Whether there was something to remove. */
    remove(code) {
      if (!byCode.has(code)) return false
      journal.append([{ deleted: code }])
      unsavedClicks.delete(code)
      apply.deleted(code)
      return true
    },

    list(limit, offset) {
      const end = Math.max(0, inOrder.length - offset)
      return { items: inOrder.slice(Math.max(0, end - limit), end).reverse(), total: inOrder.length }
    },

    close() {
      clearInterval(timer)
      saveClicks()
    },
  }
}
