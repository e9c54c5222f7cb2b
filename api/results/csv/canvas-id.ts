/** A global id of Canvas is the number of a shard times this, plus the id within the shard. */
const SHARD_SIZE = 10n ** 13n

/**
 * An id as the CSV files of a course have it: within the course's own shard the short one. What Canvas sends of its own
 * accord has global ids, as text, beyond what a JavaScript number can hold; its API writes `2107~14012` for the same.
 * `sibling` is an id of something in the course's shard, itself unless given. `null` for a key that is no id of Canvas.
 */
export function canvasId(key: string | null, sibling: string | null = key): string | null {
  const id = readId(key)
  if (id === null) return null
  const home = readId(sibling)?.shard
  return id.shard === undefined || id.shard === home ? String(id.local) : String(id.shard * SHARD_SIZE + id.local)
}

function readId(key: string | null): { shard: bigint | undefined; local: bigint } | null {
  const [, shard, number] = /^(?:(\d{1,6})~)?(\d{1,19})$/.exec(key ?? '') ?? []
  if (number === undefined || BigInt(number) === 0n) return null
  if (shard !== undefined) return { shard: BigInt(shard), local: BigInt(number) }
  const whole = BigInt(number)
  return whole < SHARD_SIZE
    ? { shard: undefined, local: whole }
    : { shard: whole / SHARD_SIZE, local: whole % SHARD_SIZE }
}
