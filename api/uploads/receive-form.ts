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
    } else {
      if (archive) throw onlyOne()
      await loose.add(part, meter)
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

  async add(part: MultipartFile, meter: UploadMeter): Promise<void> {
    const content = await meter.read(part.file)
    const path = /^[^[]*\[(.+)\]$/.exec(part.fieldname)?.[1] ?? part.filename
    if (!path && content.length === 0) return // what a browser sends for a file input left empty
    this.#ledger.admitFile(path)
    this.tree.set(path, content)
  }
}

const isArchive = (part: MultipartFile) => part.fieldname === 'archive' || hasArchiveName(part.filename ?? '')

function readField(part: { fieldname: string; value: unknown; valueTruncated: boolean; fieldnameTruncated: boolean }): string {
  if (part.valueTruncated || part.fieldnameTruncated || typeof part.value !== 'string') {
    throw new CallerError('malformed-multipart', 'A field of the form is too long or not text.')
  }
  return part.value
}
