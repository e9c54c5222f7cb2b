import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import type { CodeBase } from './code-bases.js'

const run = promisify(execFile)

export interface FetchedSource {
  files: ReadonlyMap<string, Buffer>
  lines: number
}

/** Whole files are taken, in the order of their names, until they have so many lines. */
const wantedLines = 5000

/** Fetches a code base from its registry and cuts it to size. Throws where the registry does not deliver. */
export async function fetchCodeBase(base: CodeBase): Promise<FetchedSource> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-code-base-'))
  try {
    const archive =
      base.registry === 'npm' ? await packFromNpm(base.name, folder) : await downloadFromDebian(base.name, folder)
    await mkdir(join(folder, 'source'))
    await run('tar', ['-xf', join(folder, archive), '--strip-components=1', '-C', join(folder, 'source')])
    return await cut(base, join(folder, 'source'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function packFromNpm(name: string, folder: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', name, '--silent', '--pack-destination', folder])
  return stdout.trim().split('\n').at(-1) as string
}

const sources = `Types: deb-src
URIs: http://deb.debian.org/debian
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`

/** With lists and settings of its own: those of the machine are not touched. */
async function downloadFromDebian(name: string, folder: string): Promise<string> {
  for (const each of ['lists/partial', 'archives/partial', 'parts'])
    await mkdir(join(folder, each), { recursive: true })
  await writeFile(join(folder, 'parts/sources.sources'), sources)
  const options = [
    'Dir::Etc::sourcelist=/dev/null',
    `Dir::Etc::sourceparts=${join(folder, 'parts')}`,
    `Dir::State::lists=${join(folder, 'lists')}`,
    `Dir::Cache=${folder}`,
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option])
  await run('apt-get', [...options, '-qq', 'update'], { cwd: folder })
  // A mirror may lack what Debian adds to a source; the source itself is all that is wanted here, and apt has checked
  // it.
  const failure = await run('apt-get', [...options, '-qq', 'source', '--download-only', name], { cwd: folder }).then(
    () => undefined,
    (error: unknown) => error,
  )
  const archive = (await readdir(folder)).find((file) => /\.orig\.tar\.\w+$/.test(file))
  if (archive === undefined) throw failure ?? new Error(`Debian has no source of ${name}`)
  return archive
}

async function cut({ folders, extension, without = [], project }: CodeBase, source: string): Promise<FetchedSource> {
  const files = new Map(Object.entries(project ?? {}).map(([path, text]) => [path, Buffer.from(text)]))
  let lines = 0
  for (const folder of folders) {
    const all = await readdir(join(source, folder), { recursive: true })
    const paths = all.filter((path) => path.endsWith(extension) && !without.includes(basename(path))).sort()
    for (const path of paths) {
      if (lines >= wantedLines && project === undefined) break
      const content = await readFile(join(source, folder, path))
      files.set(join(folder, path), content)
      lines += content.toString('utf8').split('\n').length - 1
    }
  }
  if (lines < wantedLines) throw new Error(`There are only ${lines} lines in it`)
  return { files, lines }
}
