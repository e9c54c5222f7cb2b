import { Type, type Static } from 'typebox'

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
const percent = Type.Number({ minimum: 0, maximum: 100 })
const megahertz = Type.Number({ minimum: 0, maximum: 100_000 })

/** How quiet a host was for a while. */
export const HostNoiseSchema = Type.Object({
  seconds: Type.Number({ minimum: 0 }),
  /** Share of the cores' time that the machine below gave to somebody else. */
  stealPercent: percent,
  /** Share of the cores' time that anything ran here, the measuring itself included. */
  busyPercent: percent,
  /** Programs that ran or wanted to, a core, over the last minute. */
  loadPerCore: Type.Number({ minimum: 0, maximum: 100_000 }),
  /** Lowest and highest clock of any core; `null` where the machine hides it. */
  frequencyMhz: nullable(Type.Object({ low: megahertz, high: megahertz })),
})
export type HostNoise = Static<typeof HostNoiseSchema>
