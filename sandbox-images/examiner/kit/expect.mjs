import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
let loaded

/** Loads the package when it is first used, or when there is time for it: it is most of what a start would take. */
export const loadExpect = () => (loaded ??= require('expect').expect)

/** The `expect` of the npm package. */
export const expect = new Proxy(function expect() {}, {
  apply: (_, self, args) => Reflect.apply(loadExpect(), self, args),
  get: (_, name) => loadExpect()[name],
})
