/**
 * Opens things in order, the next one while the present one is used, and disposes of each when the caller goes on.
 * What was opened and never used is disposed of when the caller stops.
 */
export async function* openAhead<Plan, Thing extends AsyncDisposable>(
  plans: readonly Plan[],
  open: (plan: Plan, index: number) => Promise<Thing>,
): AsyncGenerator<{ plan: Plan; thing: Thing }> {
  let next = openQuietly(plans, 0, open)
  try {
    for (const [index, plan] of plans.entries()) {
      await using thing = await (next as Promise<Thing>)
      next = openQuietly(plans, index + 1, open)
      yield { plan, thing }
    }
  } finally {
    await (await next?.catch(() => undefined))?.[Symbol.asyncDispose]()
  }
}

/** That it failed is thrown when its turn comes; until then nobody may be listening. */
function openQuietly<Plan, Thing>(
  plans: readonly Plan[],
  index: number,
  open: (plan: Plan, index: number) => Promise<Thing>,
): Promise<Thing> | undefined {
  const plan = plans[index]
  if (plan === undefined) return undefined
  const opening = open(plan, index)
  opening.catch(() => undefined)
  return opening
}
