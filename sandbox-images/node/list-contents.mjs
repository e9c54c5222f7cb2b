// Prints what learners find in this image: a line an item, kind, name and version between tabs.
import { readFileSync } from 'node:fs'

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))
/** @type {(kind: string, name: string, version: string) => string} */
const line = (kind, name, version) => `${kind}\t${name}\t${version}\n`

const asked = Object.keys(readJson('/opt/assay/package.json').dependencies)
const packages = asked.map((name) => line('package', name, readJson(`/node_modules/${name}/package.json`).version))
const npm = readJson('/usr/local/lib/node_modules/npm/package.json').version
process.stdout.write(
  [line('runtime', 'Node.js', process.versions.node), line('tool', 'npm', npm), ...packages].join(''),
)
