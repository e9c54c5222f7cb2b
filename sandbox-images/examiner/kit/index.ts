/**
 * `@assay/kit`: the kit for writing the hidden tests of an exercise.
 *
 * ```js
 * import { test, expect } from '@assay/kit'
 *
 * test('returns 404 for an unknown id', { points: 2, hint: 'Which status means "not found"?' },
 *   async ({ http, random }) => {
 *     const response = await http.get(`/todos/${random.uuid()}`)
 *     expect(response.status).toBe(404)
 *   })
 * ```
 */

export { expect } from './expect.js'
export { HttpFailure } from './http/http-failure.js'
export { scenario } from './scenario.js'
export type * from './author-types.js'
export { test, type Show, type TestOptions } from './test.js'
