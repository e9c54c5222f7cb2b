import type { Command } from 'commander'
import { CallerError } from '../../contracts/errors.js'
import { buildImages } from '../../worker/sandbox/images/build-images.js'
import { listImages } from '../../worker/sandbox/images/list-images.js'
import { readContents } from '../../worker/sandbox/images/read-contents.js'
import type { Cli } from '../cli.js'
import { openEngine } from '../engine.js'
import { toSafeJson } from '../../contracts/escape.js'
import { printContents, printImages, watchBuilds } from '../print/images.js'

/** `assay images`: the images that graded code and its services run in. */
export function addImagesCommand(program: Command, cli: Cli): void {
  const images = program.command('images').description('build or list the images that graded code runs in')
  images
    .command('build')
    .description('build every image that is missing or out of date; grading never builds images')
    .argument('[names...]', 'only these, and the images they are based on')
    .action((names: string[]) => build(cli, names))
  images
    .command('list')
    .description('list the images and whether they are built, or the contents of one image')
    .argument('[name]', 'the image whose contents to list')
    .option('--json', 'print as JSON')
    .action((name: string | undefined, options: { json?: boolean }) => list(cli, name, options))
}

async function build(cli: Cli, names: readonly string[]): Promise<void> {
  const docker = await openEngine(cli)
  const leftOut: string[] = []
  const built = await buildImages(docker, {
    ...(names.length > 0 ? { names } : {}),
    onProgress: watchBuilds(cli.terminal),
    onLeftOut: (image, advice) => void leftOut.push(`${image} is left out: ${advice}`),
  })
  cli.terminal.status('')
  for (const line of leftOut) cli.terminal.note(line)
  const rest = leftOut.length > 0 ? 'All other images' : 'All images'
  cli.terminal.out(
    built.length === 0 ? `${rest} are built and up to date.` : built.map((tag) => `built ${tag}`).join('\n'),
  )
}

async function list(cli: Cli, name: string | undefined, options: { json?: boolean }): Promise<void> {
  const docker = await openEngine(cli)
  const images = await listImages(docker)
  if (name === undefined)
    return cli.terminal.out(options.json ? toSafeJson(images) : printImages(images, cli.terminal.page))
  const image = images.find((one) => one.name === name)
  if (image === undefined)
    throw new CallerError(
      'bad-request',
      `There is no image ${name}; the images are ${images.map((one) => one.name).join(', ')}.`,
    )
  if (!image.isPresent)
    throw new CallerError('bad-request', `The image ${name} is not built yet: run \`npx assay images build ${name}\`.`)
  const contents = await readContents(docker, image)
  cli.terminal.out(options.json ? toSafeJson(contents) : printContents(contents, cli.terminal.page))
}
