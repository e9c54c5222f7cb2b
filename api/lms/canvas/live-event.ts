import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { readShape } from '../read-shape.js'
import { InstantShape, KeyShape, orAbsent } from '../text-shapes.js'

/**
 * What is read of a Live Event (Canvas format), by `doc/api/data_services` and `lib/canvas/live_events.rb` of
 * canvas-lms. Open: Canvas adds members as it likes. All ids are text, and global ones: beyond 2^53.
 */
const LiveEventShape = Type.Object({
  metadata: Type.Object({
    event_name: KeyShape,
    event_time: InstantShape,
    request_id: orAbsent(KeyShape),
    context_type: orAbsent(Type.String()),
    context_id: orAbsent(KeyShape),
  }),
  body: Type.Object({ submission_id: orAbsent(KeyShape), attempt: orAbsent(Type.Integer()) }),
})

const liveEventShape = Compile(LiveEventShape)

export type LiveEvent = Static<typeof LiveEventShape>

/** Throws `CallerError` `webhook-malformed`. */
export const readLiveEvent = (document: unknown): LiveEvent => readShape(liveEventShape, document)

/**
 * The same for the same event, whenever it is sent: Canvas gives its events no ids. One request can hand in for each
 * member of a group, and one submission comes again with each attempt, so all of them are in it.
 */
export function nameLiveEvent({ metadata, body }: LiveEvent): string {
  const source = metadata.request_id ?? metadata.event_time
  return [metadata.event_name, body.submission_id ?? '-', body.attempt ?? '-', source].join('/')
}
