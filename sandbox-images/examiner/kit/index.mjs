export { expect } from './expect.mjs'
export { HttpFailure } from './http/http-failure.mjs'
export { scenario } from './scenario.mjs'
export { test } from './test.mjs'
