import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Command } from 'commander'
import { shortDigest } from '../../contracts/amounts.js'
import { CallerError } from '../../contracts/errors.js'
import { packTar } from '../../storage/archive/write-tar.js'
import { readSampleFolder } from '../../storage/exercise-folder.js'
import type { Cli } from '../cli.js'
import { openServer, pathOf, type ServerOptions, withServerOptions } from '../client/server.js'
import { isFolder, readExercise } from '../inputs.js'

/** `assay publish`: hands a checked package to a server. */
export function addPublishCommand(program: Command, cli: Cli): void {
  const command = program
    .command('publish')
    .description('publish an exercise on a server')
    .argument('<exercise-dir>', 'folder of the exercise package; check it with `assay verify` first')
    .action((folder: string, options: ServerOptions) => publish(cli, folder, options))
  withServerOptions(command)
}

async function publish(cli: Cli, folder: string, options: ServerOptions): Promise<void> {
  const { exercise, digest } = await readExercise(folder)
  const server = await openServer(cli, options)
  const response = await server.send(pathOf('exercises', exercise.slug), {
    method: 'PUT',
    headers: { 'content-type': 'application/x-tar' },
    body: await buffer(packTar(exercise.files)),
  })
  const { isChanged } = (await response.json()) as { isChanged: boolean }
  const done = isChanged ? 'Published' : 'Already published and unchanged:'
  cli.terminal.out(`${done} ${exercise.slug} (${shortDigest(digest)}) on ${server.url}.`)
}

interface SampleOptions {
  /** A folder to write. */
  out?: string
}

/** `assay sample`: a labelled sample as the submission that it stands for, whatever it is based on. */
export function addSampleCommand(program: Command, cli: Cli): void {
  program
    .command('sample')
    .description('write all files of a labelled sample, including those of its base, and print the folder')
    .argument('<sample-dir>', 'folder of the sample: <exercise-dir>/submissions/<expected>/<language>-<name>')
    .option('-o, --out <folder>', 'a new or empty folder to write to (default: a new temporary folder)')
    .action((folder: string, options: SampleOptions) => writeSample(cli, folder, options))
}

async function writeSample(cli: Cli, folder: string, { out }: SampleOptions): Promise<void> {
  const files = (await isFolder(folder)) ? await readSampleFolder(folder) : undefined
  if (!files)
    throw new CallerError(
      'bad-request',
      `${folder} is not a labelled sample: give a folder submissions/<expected>/<language>-<name> of an exercise.`,
    )
  const target = out === undefined ? await mkdtemp(join(tmpdir(), 'assay-sample-')) : await openEmpty(out)
  for (const [path, content] of files) {
    await mkdir(dirname(join(target, path)), { recursive: true })
    await writeFile(join(target, path), content, { flag: 'wx' })
  }
  cli.terminal.out(target)
}

/** Makes a folder, or takes an empty one, so that no file of the caller's is overwritten or mixed with the sample's. */
async function openEmpty(folder: string): Promise<string> {
  const made = await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => error)
  if (made instanceof Error) throw new CallerError('bad-request', `${folder} cannot be created (${made.code}).`)
  if ((await readdir(folder)).length > 0)
    throw new CallerError('bad-request', `${folder} is not empty: give a new or an empty folder.`)
  return folder
}
