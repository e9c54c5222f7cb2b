const limits = { values: 500_000, characters: 16 * 1024 * 1024, depth: 100 }

/**
 * Whether an answer can be handed to a test: what is small on the wire can be large in memory, as names of columns are
 * repeated in every row. Returns what is wrong with it, in words, or `null`.
 */
export function checkAnswer(answer) {
  const left = { values: limits.values, characters: limits.characters }
  let level = [answer]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limits.depth) return `its result is nested more than ${limits.depth} levels deep.`
    const next = []
    for (const value of level) {
      if (!addParts(value, next, left)) return 'a column or key of its result is named __proto__.'
      if (next.length > left.values || left.characters < 0) return 'its result is too large for a test.'
    }
    level = next
  }
  return null
}

/** Adds what a value is made of to the next level. Returns whether its names are harmless. */
function addParts(value, next, left) {
  left.values -= 1
  if (typeof value === 'string' || Buffer.isBuffer(value)) left.characters -= value.length
  else if (Array.isArray(value)) for (const item of value) next.push(item)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) {
      if (name === '__proto__') return false
      left.characters -= name.length
      next.push(part)
    }
  }
  return true
}
