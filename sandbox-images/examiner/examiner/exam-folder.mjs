import { existsSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const examinerFolder = fileURLToPath(new URL('..', import.meta.url))
const suitePackages = join(examinerFolder, 'suites/packages/node_modules')

/**
 * The folder that the hidden tests are written to, in which `@assay/kit` resolves.
 * @param {string} folder an empty, writable one
 */
export function openExamFolder(folder) {
  const files = []
  return {
    path: folder,
    contractFile: join(folder, 'openapi.yaml'),
    /** @param {{ path: string, content: string }} file content in base64 */
    async write({ path, content }) {
      if (path.startsWith('/') || normalize(path) !== path || path.startsWith('..'))
        throw new Error(`Not a path inside the package: ${path}`)
      await mkdir(join(folder, dirname(path)), { recursive: true })
      await writeFile(join(folder, path), Buffer.from(content, 'base64'))
      files.push(path)
    },
    linkKit: () => symlink(findModules(), join(folder, 'node_modules')),
    /** Suites for other runners find the packages that come with those, before those of the kit. */
    async linkSuitePackages() {
      await mkdir(join(folder, 'hidden'), { recursive: true })
      await symlink(suitePackages, join(folder, 'hidden/node_modules'))
    },
    /** The modules on the kit. What lies in a suite is its runner's, whatever it is called. */
    testFiles: (suites) =>
      files
        .filter(
          (path) =>
            /^hidden\/correctness\/.+\.test\.mjs$/.test(path) && !suites.some((suite) => isInside(suite.path, path)),
        )
        .sort(),
    hasContract: () => files.includes('openapi.yaml'),
  }
}

const isInside = (folder, path) => path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`)

/** The nearest `node_modules` that holds the kit: the image's own, or that of a checkout. */
function findModules() {
  for (let folder = examinerFolder; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules')
    if (existsSync(join(candidate, '@assay/kit'))) return candidate
    if (folder === dirname(folder)) throw new Error('@assay/kit is not installed beside the examiner.')
  }
}
