import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { CallerError } from '../../contracts/errors.js'
import { uploadLimits } from '../../contracts/limits.js'
import { UploadLedger } from '../../storage/archive/upload-ledger.js'
import { packTar } from '../../storage/archive/write-tar.js'
import type { BlobStore, StoredBlob } from '../../storage/blob-store.js'
import { Turns } from '../../storage/turns.js'
import { hasArchiveName, onlyOne } from './archive-or-files.js'
import { paceRequest } from './pace-request.js'
import { refuseTooLong, UploadMeter } from './spool.js'

/** An upload in the blob store, as yet unread, and the plain fields that came with it. */
export interface ReceivedForm {
  blob: StoredBlob
  fields: ReadonlyMap<string, string>
}

const partLimits = {
  fileSize: uploadLimits.uploadBytes + 1,
  files: uploadLimits.files + 1,
  fields: 20,
  parts: uploadLimits.files + 21,
  fieldSize: 200,
  fieldNameSize: uploadLimits.pathLength + 20,
  headerPairs: 20,
}

/**
 * Takes a multipart form: one archive (field `archive`, or a file named .zip, .tar, .tar.gz, .tgz), kept byte for
 * byte; or files, packed into a canonical tar. The path of a file is what its field has in brackets,
 * `files[src/app.js]`, else its file name. Throws `CallerError` and `RejectedUpload`.
 */
export async function receiveForm(request: FastifyRequest, blobs: BlobStore): Promise<ReceivedForm> {
  refuseTooLong(request.headers['content-length'])
  const meter = new UploadMeter()
  const loose = new LooseFiles()
  const fields = new Map<string, string>()
  let archive: StoredBlob | undefined
  const turns = new Turns()
  for await (const part of paceRequest(request, turns).parts({ limits: partLimits, preservePath: true })) {
    await turns.pause()
    if (part.type === 'field') {
      fields.set(part.fieldname, readField(part))
    } else if (isArchive(part)) {
      if (archive || loose.size > 0) throw onlyOne()
      archive = await blobs.put(meter.measure(part.file))
    } else if (await loose.add(part, meter)) {
      if (archive) throw onlyOne()
    }
  }
  if (archive) return { blob: archive, fields }
  if (loose.size === 0) throw new CallerError('upload-empty', 'Send one archive, or the files of your submission, as multipart/form-data.')
  return { blob: await blobs.put(packTar(loose.tree)), fields }
}

/** Files sent one by one. */
class LooseFiles {
  readonly tree = new Map<string, Buffer>()
  readonly #ledger = new UploadLedger(uploadLimits)

  get size(): number {
    return this.tree.size
  }

  /** Whether there was a file at all: a browser sends an empty part for an input that was left empty. */
  async add(part: MultipartFile, meter: UploadMeter): Promise<boolean> {
    const content = await meter.read(part.file)
    const path = pathOf(part)
    if (path === '' && content.length === 0) return false
    this.#ledger.admitFile(path)
    this.tree.set(path, content)
    return true
  }
}

const pathOf = (part: MultipartFile): string => /^[^[]*\[(.+)\]$/.exec(part.fieldname)?.[1] ?? part.filename ?? ''

/** An archive deeper in a folder is one of its files. */
function isArchive(part: MultipartFile): boolean {
  const path = pathOf(part)
  return (part.fieldname === 'archive' && part.filename !== '') || (hasArchiveName(path) && !path.includes('/'))
}

function readField(part: { fieldname: string; value: unknown; valueTruncated: boolean; fieldnameTruncated: boolean }): string {
  if (part.valueTruncated || part.fieldnameTruncated || typeof part.value !== 'string') {
    throw new CallerError('malformed-multipart', 'A field of the form is too long or not text.')
  }
  return part.value
}
