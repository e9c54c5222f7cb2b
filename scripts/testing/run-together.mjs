import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Runs several test files in this process: `TEST_FILES='<file> …' node run-together.mjs <name>`, from the root. Tap
 * names the folders of fixtures after the arguments, so the name is one that no other process has, and the files are
 * none of them. They are not loaded in a test: a file that awaits one of its own at the top would wait for ever.
 */
for (const file of process.env.TEST_FILES.split(' ')) await import(pathToFileURL(resolve(file)).href)
