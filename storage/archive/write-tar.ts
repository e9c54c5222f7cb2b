import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pack } from 'tar-stream'
import type { SourceTree } from '../../contracts/source-tree.js'

/** Numeric ids of the files in a tar; root where nothing is said. */
export interface TarOwner {
  uid: number
  gid: number
}

/**
 * Packs a tree into a canonical tar: the same tree always gives the same bytes. Paths sorted, folders before what is
 * in them, time 0, files 0644, folders 0755, numeric ids only.
 */
export function packTar(tree: SourceTree, { uid, gid }: TarOwner = { uid: 0, gid: 0 }): Readable {
  const tar = pack()
  const common = { uid, gid, mtime: new Date(0), uname: '', gname: '' }
  for (const path of listEntries(tree)) {
    const content = tree.get(path)
    if (content) tar.entry({ ...common, name: path, mode: 0o644, type: 'file' }, content)
    else tar.entry({ ...common, name: `${path}/`, mode: 0o755, type: 'directory' })
  }
  tar.finalize()
  return Readable.from(tar, { objectMode: false })
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
