import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import tap from 'tap'

/**
 * Runs several test files in this process, one after the other: `TEST_FILES='<file> …' node run-together.mjs <name>`,
 * from the root. Tap names the folders of fixtures after the arguments, so the name is one that no other process has,
 * and the files are none of them. A file is loaded by a test of its own, so that one that starts a server does so only
 * when the tests before it are done. It cannot await one of its tests at the top, which wait for that one to end.
 */
for (const file of (process.env.TEST_FILES ?? '').split(' ')) {
  await tap.test(file, () => import(pathToFileURL(resolve(file)).href))
}
