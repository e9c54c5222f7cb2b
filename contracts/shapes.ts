import { Type } from 'typebox'

/** Parts of schemas that most of them use. */

export const exact = { additionalProperties: false } as const
export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
export const shortText = (maxLength: number) => Type.String({ maxLength })
