let collected = []
let scenarios = []
let currentFile = ''

/** Names the file that the tests registered from now on belong to. */
export function beginFile(path) {
  currentFile = path
}

/** Remembers a test; it runs later, when the examiner asks for it. */
export function registerTest(test) {
  collected.push({ ...test, group: test.group ?? groupOf(currentFile), file: currentFile })
}

/** All tests registered since the last call, in order. */
export function takeTests() {
  const tests = collected
  collected = []
  return tests
}

/** Remembers a speed scenario; it is measured later, in turns. */
export function registerScenario(scenario) {
  scenarios.push({ ...scenario, file: currentFile })
}

/** All scenarios registered since the last call, in order. */
export function takeScenarios() {
  const taken = scenarios
  scenarios = []
  return taken
}

const groupOf = (path) =>
  path
    .split('/')
    .at(-1)
    .replace(/\.(test|speed)\.mjs$/, '')
