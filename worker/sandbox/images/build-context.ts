import { createReadStream } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pack, type Pack } from 'tar-stream'

/**
 * A folder as the tar stream that the engine builds from. Owner and times are constant, so that the engine's build
 * cache recognises an unchanged folder; `replaced` gives other content to some paths (the Dockerfile with its parents
 * pinned).
 */
export function packBuildContext(folder: string, replaced: ReadonlyMap<string, string>): Readable {
  const tar = pack()
  const stream = new PassThrough()
  // A failure on either side ends the stream with it: who reads the stream sees it.
  pipeline(tar, stream).catch(() => undefined)
  packFolder(tar, folder, replaced).then(
    () => tar.finalize(),
    (error: Error) => stream.destroy(error),
  )
  return stream
}

async function packFolder(tar: Pack, folder: string, replaced: ReadonlyMap<string, string>): Promise<void> {
  const entries = await readdir(folder, { recursive: true })
  for (const path of entries.sort()) {
    const content = replaced.get(path)
    if (content !== undefined) tar.entry({ ...sameForAll, name: path, mode: 0o644 }, content)
    else await packEntry(tar, join(folder, path), path)
  }
}

const sameForAll = { uid: 0, gid: 0, mtime: new Date(0) }

/** Adds a file, a folder without what is in it, or a link, as `path`. */
export async function packEntry(tar: Pack, source: string, path: string): Promise<void> {
  const stats = await lstat(source)
  if (stats.isSymbolicLink()) {
    tar.entry({ ...sameForAll, name: path, type: 'symlink', linkname: await readlink(source) })
  } else if (stats.isDirectory()) {
    tar.entry({ ...sameForAll, name: path, type: 'directory', mode: 0o755 })
  } else {
    const mode = stats.mode & 0o100 ? 0o755 : 0o644
    await pipeline(createReadStream(source), tar.entry({ ...sameForAll, name: path, mode, size: stats.size }))
  }
}
