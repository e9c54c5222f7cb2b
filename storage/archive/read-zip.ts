import { Turns } from '../turns.js'
import { arrivalLimits } from '../../contracts/limits.js'
import type { ArchiveReading } from './archive-reading.js'
import { damagedArchive } from './damaged-archive.js'
import { tooMany, UploadLedger } from './upload-ledger.js'
import { ZipBytes } from './zip-bytes.js'
import { readZipContent } from './zip-content.js'
import { findZipDirectory } from './zip-directory.js'
import { findZipData, refuseGap } from './zip-local.js'
import { listZipMembers, type ZipMember } from './zip-members.js'

/** Reads a zip: first its directory, all of it, then each file in the order of the data. Throws `RejectedUpload`. */
export async function readZip(reading: ArchiveReading): Promise<void> {
  const { handle, fileBytes, limits } = reading
  const zip = new ZipBytes(handle, fileBytes)
  const directory = await findZipDirectory(zip)
  if (directory.entryCount > UploadLedger.maxEntries(limits) + arrivalLimits.entries) throw tooMany(limits)
  const turns = new Turns()
  let end = 0
  let last: ZipMember | undefined
  for (const member of await listZipMembers(zip, directory, reading)) {
    await turns.pause()
    await refuseGap(zip, end, member.offset, last)
    const start = await findZipData(zip, member)
    end = start + member.compressedBytes
    await readZipContent(zip, start, member, openMember(member, reading))
    last = member
  }
  await refuseGap(zip, end, directory.startOffset, last)
}

function openMember(member: ZipMember, { ledger, openSink }: ArchiveReading): (chunk: Buffer) => void {
  if (member.isLeftOut) return (chunk) => ledger.countLeftOutBytes(chunk.length)
  const sink = member.isFolder ? refuseContentOf(member.path) : openSink(member.path)
  return (chunk) => {
    ledger.countBytes(chunk.length)
    sink(chunk)
  }
}

const refuseContentOf = (path: string) => () => {
  throw damagedArchive('has a folder with content', path)
}
