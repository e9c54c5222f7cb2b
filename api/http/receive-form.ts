import { Readable } from 'node:stream'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest, FastifySchemaValidationError } from 'fastify'
import { CallerError } from '../../contracts/errors.js'
import { leftOutName, withMarks } from '../../contracts/left-out.js'
import { arrivalLimits, uploadLimits } from '../../contracts/limits.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import { UploadLedger } from '../../storage/archive/upload-ledger.js'
import { packTar } from '../../storage/archive/write-tar.js'
import type { BlobStore, StoredBlob } from '../../storage/blob-store.js'
import { Turns } from '../../storage/turns.js'
import type { PageProblem } from '../ui/problem-page.js'
import { translateError } from './problem.js'
import { paceRequest, refuseTooLong, UploadMeter } from './upload-meter.js'

const partLimits = {
  fileSize: arrivalLimits.bytes + 1,
  files: arrivalLimits.entries,
  fields: 20,
  parts: arrivalLimits.entries + 21,
  fieldSize: 200,
  fieldNameSize: 1024,
  headerPairs: 20,
}

/**
 * Takes a multipart form: one archive (field `archive`, or a file named .zip, .tar, .tar.gz, .tgz), kept byte for byte;
 * or files, packed into a canonical tar. The path of a file is what its field has in brackets, `files[src/app.js]`,
 * else its file name. Returns the upload as it is in the blob store, as yet unread; plain fields are added to `fields`
 * as they come. Throws `CallerError` and `RejectedUpload`.
 */
export async function receiveForm(
  request: FastifyRequest,
  blobs: BlobStore,
  fields = new Map<string, string>(),
): Promise<StoredBlob> {
  refuseTooLong(request.headers['content-length'])
  const meter = new UploadMeter()
  const loose = new LooseFiles()
  let archive: StoredBlob | undefined
  const turns = new Turns()
  for await (const part of paceRequest(request, turns).parts({ limits: partLimits, preservePath: true })) {
    await turns.pause()
    if (part.type === 'field') {
      fields.set(part.fieldname, readField(part))
    } else if (isArchive(part)) {
      if (archive || !loose.isEmpty) throw onlyOne()
      archive = await blobs.put(meter.measure(part.file))
    } else if (await takeLoose(part, meter, loose)) {
      if (archive) throw onlyOne()
    }
  }
  if (archive) return archive
  if (loose.isEmpty)
    throw new CallerError('upload-empty', 'No file was chosen. Choose one archive, or the files of your project.')
  return blobs.put(packTar(loose.tree))
}

/** Whether there was a file at all: a browser sends an empty part for an input that was left empty. */
async function takeLoose(part: MultipartFile, meter: UploadMeter, loose: LooseFiles): Promise<boolean> {
  const path = pathOf(part)
  if (loose.leavesOut(path)) {
    part.file.resume()
    return true
  }
  const content = await meter.read(part.file)
  if (path === '' && content.length === 0) return false
  loose.add(path, content)
  return true
}

const pathOf = (part: MultipartFile): string => /^[^[]*\[(.+)\]$/.exec(part.fieldname)?.[1] ?? part.filename ?? ''

/** An archive deeper in a folder is one of its files. */
function isArchive(part: MultipartFile): boolean {
  const path = pathOf(part)
  return (part.fieldname === 'archive' && part.filename !== '') || (hasArchiveName(path) && !path.includes('/'))
}

function readField(part: {
  fieldname: string
  value: unknown
  valueTruncated: boolean
  fieldnameTruncated: boolean
}): string {
  if (part.valueTruncated || part.fieldnameTruncated || typeof part.value !== 'string') {
    throw new CallerError('malformed-multipart', 'A field of the form is too long or not text.')
  }
  return part.value
}

/**
 * Whether a file is taken for the archive of a whole submission, by its name; of a kind that is not read, too, so that
 * it is refused by that.
 */
export const hasArchiveName = (name: string): boolean =>
  /\.(zip|tar|tgz|tar\.\w{1,4}|txz|tbz2?|7z|rar|xz|bz2|zst|gz)$/i.test(name)

const onlyOne = (): CallerError =>
  new CallerError('upload-rejected', 'Send either one archive or individual files, not both.')

/**
 * Files sent one by one, by the rules of an archive. What is left out leaves no more behind than a mark, for the
 * report.
 */
class LooseFiles {
  readonly #files = new Map<string, Buffer>()
  readonly #ledger = new UploadLedger(uploadLimits, leftOutName)

  get isEmpty(): boolean {
    return this.#files.size === 0 && this.#ledger.leftOut.length === 0
  }

  /** What is stored. */
  get tree(): SourceTree {
    return withMarks({ files: this.#files, leftOut: this.#ledger.leftOut })
  }

  /** Whether a file is left out: then its content need not be read. Throws `RejectedUpload` for too many such. */
  leavesOut(path: string): boolean {
    return this.#ledger.leavesOut(path)
  }

  /** Throws `RejectedUpload`. */
  add(path: string, content: Buffer): void {
    this.#ledger.admitFile(path)
    this.#files.set(path, content)
  }
}

export interface NamedContent {
  /** May have folders, with `/`. */
  name: string
  content: Buffer
}

/**
 * Stores files as `receiveForm` stores those of a form: one archive byte for byte, loose files as a canonical tar.
 * Throws `CallerError` and `RejectedUpload`.
 */
export async function storeFiles(blobs: BlobStore, files: readonly NamedContent[]): Promise<StoredBlob> {
  const [first] = files
  if (!first) throw new CallerError('upload-empty', 'The submission has no files.')
  const archive = files.find(({ name }) => hasArchiveName(name) && !name.includes('/'))
  if (archive && files.length > 1) throw onlyOne()
  if (archive) return blobs.put(Readable.from([archive.content], { objectMode: false }))
  const loose = new LooseFiles()
  for (const { name, content } of files) if (!loose.leavesOut(name)) loose.add(name, content)
  return blobs.put(packTar(loose.tree))
}

/** A form that comes back: what was in it, and what is wrong, by the names of its fields. */
export interface ReturnedForm {
  values: Readonly<Record<string, string>>
  problems: Readonly<Record<string, string>>
  /** What is wrong with none of its fields. */
  problem?: PageProblem | undefined
}

/** The mistake for which a form was refused. A fault of ours is thrown on. */
export function mistakeOf(error: unknown): CallerError {
  const mistake = error instanceof Error ? translateError(error) : null
  if (!mistake) throw error
  return mistake
}

/** A form of buttons alone that comes back. */
export const returnButtons = (problem: PageProblem): ReturnedForm => ({ values: {}, problems: {}, problem })

/**
 * The form of a request that its schema refused; `words` say for each field what belongs there. `undefined` for a sound
 * one.
 */
export function returnForm(request: FastifyRequest, words: Readonly<Record<string, string>>): ReturnedForm | undefined {
  const mistakes = request.validationError?.validation as FastifySchemaValidationError[] | undefined
  if (!mistakes || request.validationError?.validationContext !== 'body') return undefined
  const values = Object.fromEntries(
    Object.entries(Object(request.body) as object).map(([name, value]) => [name, String(value)]),
  )
  const wrong = mistakes.map(
    ({ instancePath, params }) => instancePath.split('/')[1] ?? String(params['missingProperty'] ?? ''),
  )
  const empty = Object.keys(words).filter((name) => (values[name] ?? '').trim() === '')
  return {
    values,
    problems: Object.fromEntries(
      [...wrong, ...empty].filter((name) => words[name] !== undefined).map((name) => [name, words[name] as string]),
    ),
  }
}
