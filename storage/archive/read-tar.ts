import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract, type Extract } from 'tar-stream'
import type { UploadLimits } from '../../contracts/limits.js'
import { quotePath, RejectedUpload } from '../rejected-upload.js'
import type { ArchiveReading, OpenSink } from './archive-reading.js'
import { damagedArchive, refuseDamage } from './damaged-archive.js'
import { TarBlockWatch } from './tar-block-watch.js'
import { tooLarge, UploadLedger } from './upload-ledger.js'

/** What reading a tar needs: the rules, and where its content goes. */
export interface TarReading {
  limits: UploadLimits
  ledger: UploadLedger
  openSink: OpenSink
}

/** Reads an uploaded tar. Throws `RejectedUpload`. */
export async function readTarFile(reading: ArchiveReading): Promise<void> {
  await readTarStream([reading.handle.createReadStream({ autoClose: false, start: 0 })], reading)
}

/** Reads an uploaded tar.gz. Throws `RejectedUpload`, also for bytes behind the compressed data. */
export async function readGzippedTarFile(reading: ArchiveReading): Promise<void> {
  const gunzip = createGunzip()
  await readTarStream([reading.handle.createReadStream({ autoClose: false, start: 0 }), gunzip], reading)
  if (gunzip.bytesWritten !== reading.fileBytes) throw damagedArchive('has bytes after its end')
}

/**
 * Reads a tar from a stream, given as the streams that make it. Plain files and folders only; a leading `./`, which
 * `tar czf x.tgz .` writes, is taken off. Throws `RejectedUpload`.
 */
export async function readTarStream(source: Readable[], reading: TarReading): Promise<void> {
  const entryOverheadBytes = 4 * 512
  const maxBytes = reading.limits.inflatedBytes + UploadLedger.maxEntries(reading.limits) * entryOverheadBytes
  const watch = new TarBlockWatch(maxBytes, () => tooLarge(reading.limits))
  const entries = extract()
  await refuseDamage(async () => {
    const feeding = pipeline([...source, watch, entries])
    const taking = takeEntries(entries, watch, reading)
    const [fed, taken] = await Promise.allSettled([feeding, taking])
    if (taken.status === 'rejected') throw taken.reason
    if (fed.status === 'rejected') throw fed.reason
  })
}

type Entry = Extract extends AsyncIterable<infer E> ? E : never

async function takeEntries(entries: Extract, watch: TarBlockWatch, reading: TarReading): Promise<void> {
  let end = 0
  for await (const entry of entries) {
    const { byteOffset, size } = entry.header as typeof entry.header & { byteOffset: number }
    if (watch.hasZeroBlock(end, byteOffset)) throw damagedArchive('goes on after its end')
    end = byteOffset + (entry.header.type === 'directory' ? 0 : Math.ceil(size / 512) * 512)
    await takeEntry(entry, reading)
  }
  if (!watch.isEndedAt(end)) throw damagedArchive('has no end: it is cut short or has bytes after it')
}

async function takeEntry(entry: Entry, { ledger, openSink }: TarReading): Promise<void> {
  const { name, type } = entry.header
  const path = name.replace(/^\.\//, '')
  refuseType(entry, path)
  if (type === 'directory') {
    const folder = path.replace(/\/$/, '')
    if (folder !== '' && folder !== '.') ledger.admitFolder(folder)
    entry.resume()
    return
  }
  ledger.admitFile(path)
  const sink = openSink(path)
  for await (const chunk of entry as AsyncIterable<Buffer>) {
    ledger.countBytes(chunk.length)
    sink(chunk)
  }
}

/** Links, devices, fifos, sparse files in both dialects, and whatever tar-stream does not know. */
function refuseType({ header }: Entry, path: string): void {
  const { pax } = header as { pax?: Record<string, string> | null }
  const isSparse = Object.keys(pax ?? {}).some((key) => key.startsWith('GNU.sparse'))
  if (!isSparse && (header.type === 'file' || header.type === 'directory')) return
  throw new RejectedUpload('type', `${quotePath(path)} is a link, a device or another special file; send plain files only.`, path)
}
