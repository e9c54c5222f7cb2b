import type { Duplex, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { UploadLimits } from '../../contracts/limits.js'
import { ambiguousArchive, damagedArchive, refuseDamage, specialEntry } from '../rejected-upload.js'
import { Turns } from '../turns.js'
import { parseTarHeader, type PaxRecords, readPaxRecords, type TarHeader } from './tar-header.js'
import { type ArchiveReading, connect, type OpenSink, tooLarge, UploadLedger } from './upload-ledger.js'

/** What reading a tar needs: the rules, and where its content goes. */
export interface TarReading {
  limits: UploadLimits
  ledger: UploadLedger
  openSink: OpenSink
}

/** Reads an uploaded tar. Throws `RejectedUpload`. */
export async function readTarFile(reading: ArchiveReading): Promise<void> {
  await readTarStream(reading.handle.createReadStream({ autoClose: false, start: 0 }), reading)
}

/** Reads an uploaded tar.gz. Throws `RejectedUpload`, also for bytes behind the compressed data. */
export async function readGzippedTarFile(reading: ArchiveReading): Promise<void> {
  const gunzip = createGunzip()
  await readTarStream(reading.handle.createReadStream({ autoClose: false, start: 0 }), reading, gunzip)
  if (gunzip.bytesWritten !== reading.fileBytes) throw damagedArchive('has bytes after its end')
}

/**
 * Reads a tar from a stream that `unpacker` makes a tar of. Plain files and folders only; a leading `./`, which
 * `tar czf x.tgz .` writes, is taken off. Throws `RejectedUpload`.
 */
export async function readTarStream(source: Readable, reading: TarReading, unpacker?: Duplex): Promise<void> {
  const entryOverheadBytes = 4 * BLOCK_BYTES
  const { limits, ledger } = reading
  const maxBytes = () =>
    limits.inflatedBytes +
    ledger.leftOutBytes +
    (UploadLedger.maxEntries(limits) + ledger.leftOutEntries) * entryOverheadBytes
  const tar = unpacker ? connect(source, unpacker) : source
  try {
    const bytes = new TarBytes(tar as AsyncIterable<Buffer>, maxBytes, () => tooLarge(limits))
    await refuseDamage(() => readEntries(bytes, reading))
  } finally {
    source.destroy()
    unpacker?.destroy()
  }
}

/** What headers about the next entry have said of it. */
type Announced = PaxRecords & { kinds: readonly ('records' | 'name' | 'link')[] }

async function readEntries(tar: TarBytes, reading: TarReading): Promise<void> {
  const turns = new Turns()
  let announced: Announced | undefined
  for (;;) {
    await turns.pause()
    const block = await tar.takeBlock()
    if (!block) throw damagedArchive('has no end: it is incomplete')
    if (isZero(block)) break
    const header = parseTarHeader(block)
    if (header.type === 'file' || header.type === 'folder' || header.type === 'special') {
      await readEntry(tar, settleHeader(header, announced), reading)
      announced = undefined
    } else {
      announced = joinAnnounced(announced, await readAbout(tar, header), header)
    }
    await skipPadding(tar, header.bytes)
  }
  if (announced) throw damagedArchive('ends with the header of a missing file')
  await refuseRest(tar, turns)
}

/** The largest that a header about an entry may be: names are short, attributes of macOS some kilobytes. */
const ABOUT_BYTES = 256 * 1024

async function readAbout(tar: TarBytes, header: TarHeader): Promise<Announced | undefined> {
  if (header.bytes > ABOUT_BYTES) throw damagedArchive('has an overlong tar header', header.name)
  const content = await tar.takeWhole(header.bytes)
  if (header.type === 'name') return { kinds: ['name'], path: readLongName(content) }
  if (header.type === 'link') return { kinds: ['link'], hasTarget: true }
  const records = readPaxRecords(content, header.type === 'global')
  return header.type === 'global' ? undefined : { kinds: ['records'], ...records }
}

/**
 * GNU tar gives a link a long name and a long target, in one header each; any other pair would be two accounts of one
 * file.
 */
function joinAnnounced(
  earlier: Announced | undefined,
  next: Announced | undefined,
  { name }: TarHeader,
): Announced | undefined {
  if (!earlier) return next
  const kinds = [...earlier.kinds, ...(next?.kinds ?? (['records'] as const))]
  if (kinds.length > 2 || !kinds.includes('name') || !kinds.includes('link'))
    throw ambiguousArchive('has several headers for one file', name)
  return { ...earlier, ...next, path: earlier.path ?? next?.path, kinds }
}

/** Ends with one NUL, or none; checkPath refuses any other. */
const readLongName = (content: Buffer) => content.toString('utf8').replace(/\0$/, '')

/** The header as it is meant, with what was announced of it. */
function settleHeader(header: TarHeader, announced: Announced | undefined): TarHeader {
  const name = announced?.path ?? header.name
  if (announced?.hasNul && name !== header.name)
    throw ambiguousArchive('has a PAX header that some programs cannot read', name)
  if (announced?.hasTarget && header.type !== 'special')
    throw ambiguousArchive('has a link target without a link', name)
  const size = announced?.size
  if (size !== undefined && !/^[0-9]{1,15}$/.test(size))
    throw damagedArchive('has a PAX size that is not a number', name)
  if (size !== undefined && Number(size) !== header.bytes) throw ambiguousArchive('gives two sizes for one file', name)
  return { ...header, name }
}

async function readEntry(
  tar: TarBytes,
  { type, name, bytes }: TarHeader,
  { ledger, openSink }: TarReading,
): Promise<void> {
  const path = name.replace(/^\.\//, '')
  const isLeftOut = ledger.leavesOut(path.replace(/\/$/, ''))
  if (type === 'special' && !isLeftOut) throw specialEntry(path)
  if (type !== 'file' && bytes > 0)
    throw ambiguousArchive(`has a ${type === 'folder' ? 'folder' : 'link'} with content`, path)
  if (isLeftOut) {
    for await (const chunk of tar.take(bytes)) ledger.countLeftOutBytes(chunk.length)
    return
  }
  if (type === 'folder') {
    const folder = path.replace(/\/$/, '')
    if (folder !== '' && folder !== '.') ledger.admitFolder(folder)
    return
  }
  ledger.admitFile(path)
  const sink = openSink(path)
  for await (const chunk of tar.take(bytes)) {
    ledger.countBytes(chunk.length)
    sink(chunk)
  }
}

async function skipPadding(tar: TarBytes, bytes: number): Promise<void> {
  await tar.takeWhole((BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES)
}

/** A block of zeros ends a tar. Some programs read on behind it, so there may be nothing but zeros. */
async function refuseRest(tar: TarBytes, turns: Turns): Promise<void> {
  for await (const part of tar.takeRest()) {
    if (!isZero(part)) throw damagedArchive('continues after its end')
    await turns.pause()
  }
}

const BLOCK_BYTES = 512

/** A buffer of zeros equals itself moved by one byte, which the engine compares at the speed of memory. */
const isZero = (bytes: Buffer): boolean =>
  bytes.length === 0 || (bytes[0] === 0 && bytes.subarray(1).equals(bytes.subarray(0, -1)))

/** The bytes of a tar, taken from the front of a stream. Throws `RejectedUpload` where the stream ends too early. */
class TarBytes {
  readonly #chunks: AsyncIterator<Buffer>
  readonly #maxBytes: () => number
  readonly #onTooLong: () => Error
  #rest: Buffer = Buffer.alloc(0)
  #taken = 0

  /**
   * `onTooLong` makes the error for a tar of more than `maxBytes`, headers and padding included; it is asked as the tar
   * is read.
   */
  constructor(chunks: AsyncIterable<Buffer>, maxBytes: () => number, onTooLong: () => Error) {
    this.#chunks = chunks[Symbol.asyncIterator]()
    this.#maxBytes = maxBytes
    this.#onTooLong = onTooLong
  }

  /** The next block; `undefined` at the end of the stream. */
  async takeBlock(): Promise<Buffer | undefined> {
    if (this.#rest.length === 0 && !(await this.#fill())) return undefined
    return this.takeWhole(BLOCK_BYTES)
  }

  async takeWhole(bytes: number): Promise<Buffer> {
    if (bytes <= this.#rest.length) return this.#cut(bytes)
    const parts: Buffer[] = []
    for await (const part of this.take(bytes)) parts.push(part)
    return Buffer.concat(parts)
  }

  /** The next `bytes` bytes, as they come. */
  async *take(bytes: number): AsyncGenerator<Buffer> {
    for (let left = bytes; left > 0;) {
      if (this.#rest.length === 0 && !(await this.#fill())) throw damagedArchive('is incomplete')
      const part = this.#cut(left)
      left -= part.length
      yield part
    }
  }

  /** All that is left, as it comes, in whole blocks. */
  async *takeRest(): AsyncGenerator<Buffer> {
    while (this.#rest.length > 0 || (await this.#fill())) yield this.#cut(this.#rest.length)
    if (this.#taken % BLOCK_BYTES !== 0) throw damagedArchive('is incomplete')
  }

  #cut(bytes: number): Buffer {
    const part = this.#rest.subarray(0, bytes)
    this.#rest = this.#rest.subarray(part.length)
    return part
  }

  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#chunks.next()
      if (done) return false
      this.#taken += value.length
      if (this.#taken > this.#maxBytes()) throw this.#onTooLong()
      this.#rest = value
    }
    return true
  }
}
