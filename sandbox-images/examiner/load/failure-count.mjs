const mostKinds = 12
const longestMessage = 600

/** What went wrong in a turn, by kind, bounded: a service can fail each request in another way. */
export function createFailureCount() {
  const kinds = new Map()
  return {
    /** @param {string} kind what makes two failures the same @param {string} message the first of a kind is told */
    add(kind, message) {
      const known = kinds.get(kind)
      if (known) known.count += 1
      else if (kinds.size < mostKinds - 1) kinds.set(kind, { message: cut(message), count: 1 })
      else addToRest(kinds)
    },
    list: () => [...kinds.values()].sort((a, b) => b.count - a.count),
  }
}

function addToRest(kinds) {
  const rest = kinds.get(mostKinds) ?? { message: 'Others failed in other ways.', count: 0 }
  kinds.set(mostKinds, { ...rest, count: rest.count + 1 })
}

/** Whole characters only. */
const cut = (message) => message.slice(0, longestMessage).replace(/[\uD800-\uDBFF]$/, '')
