import { z } from 'zod'

const hasHost = (url) => /^https?:\/\/[^/?#]/.test(url) && URL.canParse(url)

export const newLink = z.strictObject({
  url: z.string().max(2048).regex(/^[!-~]*$/, 'must be visible ASCII').refine(hasHost, 'must begin with http:// or https:// and a host'),
  alias: z.string().regex(/^[\w-]{3,30}$/).refine((alias) => alias !== 'links', 'is taken').optional(),
  expiresInSeconds: z.int().min(1).max(31_536_000).optional(),
})

/** A whole number from the query. */
export function readNumber(ctx, name, { fallback, min, max }) {
  const text = ctx.query[name]
  if (text === undefined) return fallback
  const number = /^\d{1,10}$/.test(text) ? Number(text) : -1
  if (number < min || number > max) ctx.throw(400, `${name} is not valid.`)
  return number
}
