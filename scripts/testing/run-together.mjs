import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'

/**
 * Runs several test files in this process: `TEST_FILES='<file> …' node run-together.mjs <name>`, from the root. Tap names the
 * folders of fixtures after the arguments, so the name is one that no other process has, and the files are none of them. All
 * are loaded in one test, or tap would end with the first file's tests; what they register runs behind it.
 */
t.test('every file loads', async (t) => {
  for (const file of process.env.TEST_FILES.split(' ')) {
    await import(pathToFileURL(resolve(file)).href)
    t.pass(file)
  }
})
