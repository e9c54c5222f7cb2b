import { Type } from 'typebox'
import { ImageContentsSchema } from '../../contracts/image-contents.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { listInstalled } from '../database/images.js'
import { describeReplies } from '../http/schemas.js'

const ImagesReply = Type.Object({
  languages: Type.Array(ImageContentsSchema, { description: 'what is installed for submissions in each language' }),
  services: Type.Array(ImageContentsSchema, { description: 'databases and caches for exercises' }),
})

/** What is installed where submissions run, as the workers tell it. */
export function addImageRoute(app: RouteApp, { db }: AppContext): void {
  app.get(
    '/v1/images',
    {
      schema: {
        tags: ['exercises'],
        summary: 'What is installed where submissions run',
        response: describeReplies({ 200: ImagesReply }),
      },
    },
    () => listInstalled(db),
  )
}
