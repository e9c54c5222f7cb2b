/** Whether a dotted version is at least another; what is after the numbers (`+ds1`, `-rc.1`) is left aside. */
export function isAtLeast(version: string, wanted: string): boolean {
  const [have, want] = [version, wanted].map(numbersOf) as [number[], number[]]
  const at = want.findIndex((number, index) => number !== (have[index] ?? 0))
  return at === -1 || (have[at] ?? 0) > (want[at] ?? 0)
}

const numbersOf = (version: string) => (/\d+(\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number)
