import { createRequire } from 'node:module'
import type { expect as Expect } from 'expect'

const require = createRequire(import.meta.url)
let loaded: typeof Expect | undefined

/** Loads the package when it is first used, or when there is time for it: it is most of what a start would take. */
export const loadExpect = (): typeof Expect => (loaded ??= (require('expect') as { expect: typeof Expect }).expect)

/** The matchers of the npm package `expect`. */
export const expect = new Proxy(function expect() {} as unknown as typeof Expect, {
  apply: (_, self, args) => Reflect.apply(loadExpect(), self, args),
  get: (_, name) => Reflect.get(loadExpect(), name),
})
