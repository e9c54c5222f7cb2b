import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pack, type Pack } from 'tar-stream'
import type { SourceTree } from '../../contracts/source-tree.js'
import { Turns } from '../turns.js'

/** Numeric ids of the files in a tar; root where nothing is said. */
export interface TarOwner {
  uid: number
  gid: number
}

/**
 * Packs a tree into a canonical tar: the same tree always gives the same bytes. Paths sorted, folders before what is
 * in them, time 0, files 0644, folders 0755, numeric ids only.
 */
export function packTar(tree: SourceTree, owner: TarOwner = { uid: 0, gid: 0 }): Readable {
  const tar = pack()
  const turns = new Turns()
  writeEntries(tar, tree, owner, turns).catch((error: Error) => tar.destroy(error))
  return Readable.from(readPaced(tar, turns), { objectMode: false })
}

async function* readPaced(tar: Pack, turns: Turns): AsyncGenerator<Buffer> {
  for await (const chunk of tar as AsyncIterable<Buffer>) {
    yield chunk
    await turns.pause()
  }
}

async function writeEntries(tar: Pack, tree: SourceTree, { uid, gid }: TarOwner, turns: Turns): Promise<void> {
  const common = { uid, gid, mtime: new Date(0), uname: '', gname: '' }
  for (const path of listEntries(tree)) {
    const content = tree.get(path)
    if (content) tar.entry({ ...common, name: path, mode: 0o644, type: 'file' }, content)
    else tar.entry({ ...common, name: `${path}/`, mode: 0o755, type: 'directory' })
    await turns.pause()
  }
  tar.finalize()
}

/** The digest of a package: SHA-256 of its canonical tar, in hex. */
export async function packageDigest(tree: SourceTree): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of packTar(tree)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Every file and every folder above one; a folder sorts before its files. */
function listEntries(tree: SourceTree): string[] {
  const paths = new Set<string>()
  for (const path of tree.keys()) {
    paths.add(path)
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) paths.add(path.slice(0, at))
  }
  return [...paths].sort()
}
