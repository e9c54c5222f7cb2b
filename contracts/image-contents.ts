import { Type, type Static } from 'typebox'

/** `runtime`: what the image is for; `tool`: programs beside it; `package`: what a submission may import. */
export const contentKinds = ['runtime', 'tool', 'package'] as const

const text = Type.String({ minLength: 1, maxLength: 200 })

const ImageItemSchema = Type.Object(
  { kind: Type.Enum([...contentKinds]), name: text, version: text },
  { additionalProperties: false },
)
export type ImageItem = Static<typeof ImageItemSchema>

/** What an image holds, as it was told by the image itself when it was built. */
export const ImageContentsSchema = Type.Object(
  {
    /** Folder of the image under `sandbox-images/`: a language, or a service. */
    image: text,
    tag: text,
    items: Type.Array(ImageItemSchema, { maxItems: 2000 }),
  },
  { additionalProperties: false },
)
export type ImageContents = Static<typeof ImageContentsSchema>
