export interface Contender<T> {
  name: string
  grade(): Promise<T>
}

/** One warm-up of each that is not counted, then A B C A B C …: a slow minute of the machine falls on all of them. */
export async function takeTurns<T>(contenders: readonly Contender<T>[], rounds: number): Promise<Map<string, T[]>> {
  const results = new Map<string, T[]>(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, grade } of contenders) {
      const result = await grade()
      if (round > 0) results.get(name)?.push(result)
    }
  }
  return results
}
