export { expect } from 'expect'
export { HttpFailure } from './http/http-failure.mjs'
export { test } from './test.mjs'
