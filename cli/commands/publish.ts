import type { Command } from 'commander'
import { buffer } from 'node:stream/consumers'
import { packTar } from '../../storage/archive/write-tar.js'
import type { Cli } from '../cli.js'
import { openServer, pathOf, withServerOptions, type ServerOptions } from '../client/server.js'
import { readExercise } from '../inputs.js'
import { shortDigest } from '../../contracts/amounts.js'

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
