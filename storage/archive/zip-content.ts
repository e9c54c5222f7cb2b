import { Writable, type Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw, inflateRawSync, type InflateRaw } from 'node:zlib'
import type { Entry, ZipFile } from 'yauzl'
import { quotePath, RejectedUpload } from '../rejected-upload.js'
import { damagedArchive, refuseDamage } from './damaged-archive.js'

type Take = (chunk: Buffer) => void

/**
 * Unpacks one file into `sink`, chunk by chunk, and holds it to what the archive declares: length, checksum, and no
 * bytes behind the compressed data. Throws `RejectedUpload`.
 */
export async function readZipContent(zip: ZipFile, entry: Entry, path: string, sink: Take): Promise<void> {
  const seen = { bytes: 0, crc32: 0 }
  const take = (chunk: Buffer) => {
    seen.bytes += chunk.length
    if (seen.bytes > entry.uncompressedSize) throw wrongSize(path, entry)
    seen.crc32 = crc32(chunk, seen.crc32)
    sink(chunk)
  }
  if (entry.compressedSize > 0) await refuseDamage(() => unpack(zip, entry, path, take))
  if (seen.bytes !== entry.uncompressedSize) throw wrongSize(path, entry)
  if (seen.crc32 !== entry.crc32) throw damagedArchive(`holds ${quotePath(path)} with a wrong checksum`, path)
}

/** Up to this size a file is unpacked in one go: a stream for each costs ten times the work itself. */
const SMALL_BYTES = 64 * 1024

async function unpack(zip: ZipFile, entry: Entry, path: string, take: Take): Promise<void> {
  const stored = await zip.openReadStreamPromise(entry, { decodeFileData: false })
  if (entry.compressionMethod === 0) return await drain(stored, take)
  const isSmall = Math.max(entry.compressedSize, entry.uncompressedSize) <= SMALL_BYTES
  const usedBytes = isSmall ? inflateAtOnce(await buffer(stored), entry, path, take) : await inflateStream(stored, take)
  if (usedBytes !== entry.compressedSize) throw damagedArchive(`hides bytes behind ${quotePath(path)}`, path)
}

/** Both ways of inflating return how many of the stored bytes were compressed data. */
async function inflateStream(stored: Readable, take: Take): Promise<number> {
  const inflate = createInflateRaw()
  await pipeline(stored, inflate, writableTo(take))
  return inflate.bytesWritten
}

function inflateAtOnce(stored: Buffer, entry: Entry, path: string, take: Take): number {
  try {
    const options = { maxOutputLength: Math.max(1, entry.uncompressedSize), info: true }
    const inflated = inflateRawSync(stored, options) as unknown as { buffer: Buffer; engine: InflateRaw }
    if (inflated.buffer.length > 0) take(inflated.buffer)
    return inflated.engine.bytesWritten
  } catch (error) {
    const isTooLong = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    throw isTooLong ? wrongSize(path, entry) : error
  }
}

/** A stream, since `pipeline` would tell of an async function's error as of a mere abort. */
const writableTo = (take: Take) =>
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      try {
        take(chunk)
        done()
      } catch (error) {
        done(error as Error)
      }
    },
  })

async function drain(chunks: AsyncIterable<Buffer>, take: Take): Promise<void> {
  for await (const chunk of chunks) take(chunk)
}

const wrongSize = (path: string, entry: Entry) =>
  new RejectedUpload(
    'size',
    `${quotePath(path)} is not the ${entry.uncompressedSize} bytes that the archive declares; make it again with an ordinary zip tool.`,
    path,
  )
