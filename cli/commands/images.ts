import type { Command } from 'commander'
import { bytes, seconds } from '../../contracts/amounts.js'
import { CallerError } from '../../contracts/errors.js'
import { escapeLine, toSafeJson } from '../../contracts/escape.js'
import type { ImageContents } from '../../contracts/image-contents.js'
import type { BuildProgress } from '../../worker/sandbox/images/build-image.js'
import { buildImages } from '../../worker/sandbox/images/build-images.js'
import { type ImageState, listImages, readContents } from '../../worker/sandbox/images/list-images.js'
import type { Cli, Terminal } from '../cli.js'
import { openEngine } from '../engine.js'
import { pad, type Page, printTable } from '../print/page.js'
import { cut } from '../print/progress.js'

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

/** The images as a table. */
function printImages(images: readonly ImageState[], page: Page): string {
  return images.map((image) => printImage(image, page)).join('\n')
}

function printImage({ name, tag, isPresent, isLeftOut, sizeBytes }: ImageState, page: Page): string {
  const state = isPresent
    ? page.paint('good', 'ready')
    : isLeftOut
      ? page.paint('warn', 'left out')
      : page.paint('bad', 'missing')
  return `${name.padEnd(12)}${pad(state, 10)}${(sizeBytes === undefined ? '' : bytes(sizeBytes)).padStart(9)}  ${page.paint('dim', tag)}`
}

/** What an image holds as a table. */
function printContents({ items }: ImageContents, page: Page): string {
  return printTable(
    ['kind', 'name', 'version'],
    items.map(({ kind, name, version }) => [kind, name, version]),
    page,
    'The image does not list its contents.',
  )
}

/** Tells of builds: a line when each starts and ends; where somebody watches, the step it is at. */
function watchBuilds(terminal: Terminal): (progress: BuildProgress) => void {
  const started = new Set<string>()
  return (progress) => {
    const { image, step, stepCount, instruction, elapsedSeconds, isBuilt } = progress
    if (isBuilt) return terminal.note(`built ${image} in ${seconds(elapsedSeconds * 1000)}`)
    if (!started.has(image) && !terminal.isLive) terminal.note(`building ${image} …`)
    started.add(image)
    const at = step === 0 ? 'fetching packages' : `step ${step} of ${stepCount}: ${escapeLine(instruction)}`
    terminal.status(cut(`building ${image}, ${at}`, terminal.notePage.width))
  }
}
