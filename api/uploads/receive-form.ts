import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { CallerError } from '../../contracts/errors.js'
import { arrivalLimits } from '../../contracts/limits.js'
import { packTar } from '../../storage/archive/write-tar.js'
import type { BlobStore, StoredBlob } from '../../storage/blob-store.js'
import { Turns } from '../../storage/turns.js'
import { hasArchiveName, onlyOne } from './archive-or-files.js'
import { LooseFiles } from './loose-files.js'
import { paceRequest } from './pace-request.js'
import { refuseTooLong, UploadMeter } from './spool.js'

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
