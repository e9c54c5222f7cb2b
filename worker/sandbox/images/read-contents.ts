import { randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'
import type Docker from 'dockerode'
import { extract } from 'tar-stream'
import { contentKinds, type ImageContents, type ImageItem } from '../../../contracts/image-contents.js'
import { removeContainer } from '../container.js'
import { isGone } from '../docker-engine.js'
import { podLabels } from '../labels.js'
import type { ImageState } from './list-images.js'

/** Written by each image's own build: a line an item, with its kind, name and version between tabs. */
const contentsFile = '/opt/assay/contents.tsv'

/**
 * What the image says that it holds. The container is never started; should this process die while it exists, the
 * reaper removes it. Empty for an image that does not say.
 */
export async function readContents(
  docker: Docker,
  { name, tag }: Pick<ImageState, 'name' | 'tag'>,
): Promise<ImageContents> {
  const labels = podLabels({ runId: `contents-${randomUUID()}`, delivery: 1, worker: 'images' })
  const container = await docker.createContainer({ Image: tag, Cmd: ['true'], Labels: labels, NetworkDisabled: true })
  try {
    const archive = await container.getArchive({ path: contentsFile })
    return { image: name, tag, items: parseContents(await readOnlyEntry(archive)) }
  } catch (error) {
    if (isGone(error)) return { image: name, tag, items: [] }
    throw error
  } finally {
    await removeContainer(container)
  }
}

/** Throws at a line that is no item: an image that lists itself wrongly is a fault of its build. */
export function parseContents(lines: string): ImageItem[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [kind, name, version, ...rest] = line.split('\t')
      if (!isKind(kind) || !name || !version || rest.length > 0)
        throw new Error(`${contentsFile} has a line that is not an item: ${JSON.stringify(line)}`)
      return { kind, name, version }
    })
}

const isKind = (kind: string | undefined): kind is ImageItem['kind'] =>
  (contentKinds as readonly (string | undefined)[]).includes(kind)

async function readOnlyEntry(archive: NodeJS.ReadableStream): Promise<string> {
  for await (const entry of archive.pipe(extract())) return await text(entry)
  throw new Error('the engine sent an empty archive')
}
