import type { ImageContents } from '../../contracts/image-contents.js'
import type { BuildProgress } from '../../worker/sandbox/images/build-image.js'
import type { ImageState } from '../../worker/sandbox/images/list-images.js'
import type { Terminal } from '../terminal.js'
import { bytes, seconds } from '../../contracts/amounts.js'
import { escapeLine } from '../../contracts/escape.js'
import { pad, type Page } from './page.js'
import { printTable } from './table.js'
import { cut } from './progress.js'

/** The images as a table. */
export function printImages(images: readonly ImageState[], page: Page): string {
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
export function printContents({ items }: ImageContents, page: Page): string {
  return printTable(
    ['kind', 'name', 'version'],
    items.map(({ kind, name, version }) => [kind, name, version]),
    page,
    'The image does not list its contents.',
  )
}

/** Tells of builds: a line when each starts and ends; where somebody watches, the step it is at. */
export function watchBuilds(terminal: Terminal): (progress: BuildProgress) => void {
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
