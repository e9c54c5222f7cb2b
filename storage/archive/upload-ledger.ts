import type { FileHandle } from 'node:fs/promises'
import type { Duplex, Readable } from 'node:stream'
import { arrivalLimits, type UploadLimits } from '../../contracts/limits.js'
import { quotePath, RejectedUpload, type RejectionReason } from '../rejected-upload.js'

/**
 * Keeps the books of one upload while it is read: paths, number of files, bytes. Refuses (`RejectedUpload`) at the
 * first entry that breaks a rule, so that nothing is read beyond it.
 */
export class UploadLedger {
  readonly #limits: UploadLimits
  readonly #leftOutName: LeaveOut
  readonly #leftOut = new Set<string>()
  /** Of what was left out so far. */
  leftOutEntries = 0
  leftOutBytes = 0
  /** Folded path -> spelling and kind, of every file and of every folder above one. */
  readonly #seen = new Map<string, { path: string; isFolder: boolean }>()
  #entries = 0
  #files = 0
  #bytes = 0

  /** `leaveOut` says what to leave out; nothing where absent. */
  constructor(limits: UploadLimits, leaveOut: LeaveOut = () => undefined) {
    this.#limits = limits
    this.#leftOutName = leaveOut
  }

  /** The names of what was left out so far, sorted. */
  get leftOut(): string[] {
    return [...this.#leftOut].sort()
  }

  /** Whether an entry is left out. Then no rule holds for it, and no limit but that there be no end of such. */
  leavesOut(path: string): boolean {
    const name = this.#leftOutName(path)
    if (name === undefined) return false
    this.#leftOut.add(name)
    this.leftOutEntries += 1
    if (this.leftOutEntries > arrivalLimits.entries) throw tooManyToSkip()
    return true
  }

  /** Counts bytes of what is left out, which had to be unpacked to get past it. */
  countLeftOutBytes(bytes: number): void {
    this.leftOutBytes += bytes
    if (this.leftOutBytes > arrivalLimits.inflatedBytes) throw tooManyToSkip()
  }

  /** Folders count too, but only twice as many entries as files are allowed are looked at. */
  static maxEntries(limits: UploadLimits): number {
    return limits.files * 2
  }

  admitFile(path: string): void {
    this.#countEntry()
    this.#files += 1
    if (this.#files > this.#limits.files) throw tooMany(this.#limits)
    checkPath(path, this.#limits)
    this.#enterFolders(parentOf(path))
    const twin = this.#seen.get(fold(path))
    if (twin) throw clash(path, twin.path)
    this.#seen.set(fold(path), { path, isFolder: false })
  }

  admitFolder(path: string): void {
    this.#countEntry()
    checkPath(path, this.#limits)
    this.#enterFolders(path)
  }

  /** Counts bytes that really came out, whatever the archive declares. */
  countBytes(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes > this.#limits.inflatedBytes) throw tooLarge(this.#limits)
  }

  #countEntry(): void {
    this.#entries += 1
    if (this.#entries > UploadLedger.maxEntries(this.#limits)) throw tooMany(this.#limits)
  }

  #enterFolders(path: string): void {
    // Folded once for all folders in it: a path of 32 folders is dear enough.
    let key = fold(path)
    for (let folder = path; folder !== ''; folder = parentOf(folder), key = parentOf(key)) {
      const known = this.#seen.get(key)
      if (!known) this.#seen.set(key, { path: folder, isFolder: true })
      else if (known.isFolder && known.path === folder) return
      else throw clash(folder, known.path)
    }
  }
}

/** The name by which a path is left out, if it is. */
export type LeaveOut = (path: string) => string | undefined

const tooManyToSkip = () =>
  new RejectedUpload(
    'size',
    'The upload contains too much that would be left out; pack it without what can be installed or built again, such as node_modules.',
  )

export const tooMany = (limits: UploadLimits): RejectedUpload =>
  new RejectedUpload(
    'count',
    `The upload has more than ${limits.files} files; leave out what can be installed or built again.`,
  )

export const tooLarge = (limits: UploadLimits): RejectedUpload =>
  new RejectedUpload(
    'size',
    `The upload unpacks to more than ${limits.inflatedBytes} bytes; leave out what is not source.`,
  )

function clash(path: string, other: string): RejectedUpload {
  const what =
    path === other
      ? `${quotePath(path)} is in the upload twice`
      : `${quotePath(path)} and ${quotePath(other)} are the same on some systems`
  return new RejectedUpload('duplicate', `${what}; keep only one.`, path)
}

const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** Equal for paths that a file system may hold to be equal: whatever the letter case, accents in one piece or two. */
const fold = (path: string) => path.normalize('NFD').toUpperCase().toLowerCase().normalize('NFC')

/** Linux file systems hold names of at most 255 bytes; 120 characters can be more. */
const SEGMENT_BYTES = 255

/** Control, invisible and direction-changing characters, and the mark left by bytes that are not UTF-8. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\u{fffd}]/u

/** What Windows cannot hold in a name. Refused everywhere, so that a tree means the same on every machine. */
const UNPORTABLE = /[<>:"|?*]/

/**
 * Refuses every path that is not plain: relative, forward slashes, no `.` or `..`, printable and portable names
 * without spaces at their ends, a dot at their end or a leading `=` (a formula in a spreadsheet).
 * `path` has no trailing slash, also for folders. Throws `RejectedUpload` with reason `path` or `name`.
 */
function checkPath(path: string, limits: UploadLimits): void {
  const refuse = (reason: RejectionReason, what: string): never => {
    throw new RejectedUpload(reason, `The path ${quotePath(path)} ${what}.`, path)
  }
  if (path.length > limits.pathLength)
    refuse('name', `is longer than ${limits.pathLength} characters; use shorter names`)
  if (INVISIBLE.test(path)) refuse('name', 'has invisible, control or undecodable characters; rename it')
  if (path.includes('\\'))
    refuse(
      'path',
      'has a backslash; pack the folder again with Windows Explorer or another tool that writes forward slashes',
    )
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) refuse('path', 'is absolute; pack the folder by a relative path')
  const segments = path.split('/')
  if (segments.length > limits.depth) refuse('name', `is nested deeper than ${limits.depth} folders; flatten it`)
  for (const segment of segments) {
    const fault = describeFault(segment, limits)
    if (fault) refuse(...fault)
  }
}

function describeFault(segment: string, limits: UploadLimits): [RejectionReason, string] | undefined {
  if (segment === '') return ['path', 'contains an empty name; pack it again']
  if (segment === '.' || segment === '..') return ['path', `contains "${segment}"; pack the folder by its own name`]
  if (segment.length > limits.segmentLength || Buffer.byteLength(segment) > SEGMENT_BYTES) {
    return ['name', `has a name longer than ${limits.segmentLength} characters; shorten it`]
  }
  if (UNPORTABLE.test(segment))
    return ['name', 'contains one of < > : " | ? *, which not every system allows; rename it']
  if (segment.startsWith('=')) return ['name', 'has a name that begins with "="; rename it']
  if (/^\s|\s$|\.$/.test(segment))
    return ['name', 'has a name that starts or ends with a space, or ends with a dot; rename it']
  return undefined
}

/** Called once a file, with its checked path; returns what takes its bytes as they are unpacked. */
export type OpenSink = (path: string) => (chunk: Buffer) => void

/** One archive while it is read: the open file, the rules, and where its content goes. */
export interface ArchiveReading {
  handle: FileHandle
  fileBytes: number
  limits: UploadLimits
  ledger: UploadLedger
  openSink: OpenSink
}

/**
 * Pipes into `unpacker`, errors too. Not by `pipeline`: zlib ends before its input where bytes follow the compressed
 * data, which `pipeline` takes for an abort. Whoever reads the end destroys both.
 */
export function connect(source: Readable, unpacker: Duplex): Duplex {
  source.on('error', (error) => unpacker.destroy(error))
  return source.pipe(unpacker)
}
