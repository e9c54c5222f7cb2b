import { Type } from 'typebox'
import { exact, shortText } from '../shapes.js'
import { examinerLimits, notReadyReasons, textLimits } from './bounds.js'

/** What the lines of both protocols with an examiner have in common. */

/** A line out, with the run's nonce: nothing else in the pod knows it. */
export const line = <T extends string, P extends Parameters<typeof Type.Object>[0]>(type: T, properties: P) =>
  Type.Object({ nonce: Type.String(), type: Type.Literal(type), ...properties }, exact)

export const notReady = {
  reason: Type.Enum([...notReadyReasons]),
  detail: shortText(textLimits.reason),
  /** Where it listens instead, if it does. */
  ports: Type.Optional(Type.Array(Type.Integer(), { maxItems: examinerLimits.ports })),
}

/** `mistakeAt`: it is a mistake of the exercise's author, at this place: `file:line`, a file, or empty. */
export const faultLine = line('fault', {
  message: shortText(textLimits.message),
  mistakeAt: Type.Optional(shortText(textLimits.place)),
})
