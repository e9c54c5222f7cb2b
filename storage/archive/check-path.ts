import type { UploadLimits } from '../../contracts/limits.js'
import { quotePath, RejectedUpload, type RejectionReason } from '../rejected-upload.js'

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
export function checkPath(path: string, limits: UploadLimits): void {
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
