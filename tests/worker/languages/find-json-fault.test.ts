import t from 'tap'
import { findJsonFault } from '../../../worker/languages/project-files.js'

const faults: [text: string, fault: string | undefined][] = [
  ['{"a":1,\n "b":2,}', '2:8 there is an extra comma before it'],
  ['[1,2,]', '1:6 there is an extra comma before it'],
  ['{\n  // why\n}', '2:3 comments are not allowed'],
  ["{'a': 1}", '1:2 strings need double quotes'],
  ['{a: 1}', '1:2 "a" is unexpected'],
  ['{"a" 1}', '1:6 "1" is unexpected'],
  ['{"a": 1 "b": 2}', '1:9 "\\"" is unexpected'],
  ['{"a": 1]', '1:8 "]" is unexpected'],
  ['{"a": [1', '1:9 the file ends too early'],
  ['{}\n{}', '2:1 "{" is unexpected'],
  ['', '1:1 the file ends too early'],
  [' \n', '2:1 the file ends too early'],
]

for (const [text, expected] of faults) {
  t.test(`says where ${JSON.stringify(text)} is no JSON`, async (t) => {
    const fault = findJsonFault(text)
    t.equal(fault && `${fault.line}:${fault.column} ${fault.what}`, expected)
    t.throws(() => JSON.parse(text) as unknown)
  })
}

t.test('finds nothing in JSON, however deep', async (t) => {
  for (const text of [
    '{}',
    '[]',
    ' {"a": [1, -2.5e+3, true, null, "\\u00e9\\n"], "b": {}} ',
    '"x"',
    '0',
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  ])
    t.equal(findJsonFault(text), undefined)
})

t.test('agrees with the engine on what is cut or changed anywhere', async (t) => {
  const text = '{"name":"x","list":[1,{"a":null},"b\\"c"],"n":-1.5e3,"t":true}'
  const isJson = (one: string) => {
    try {
      JSON.parse(one)
      return true
    } catch {
      return false
    }
  }
  for (let at = 0; at < text.length; at += 1) {
    for (const one of [
      text.slice(0, at),
      text.slice(0, at) + text.slice(at + 1),
      `${text.slice(0, at)},${text.slice(at)}`,
    ])
      t.equal(findJsonFault(one) === undefined, isJson(one), one)
  }
})
