import { Type } from 'typebox'
import { CallerError } from '../../../contracts/errors.js'
import type { RouteApp } from '../../routes/route-app.js'
import { isAssetName, readAsset } from '../assets.js'

const YEAR_SECONDS = 31_536_000

/** Style sheet, scripts and icon. Their addresses in pages change with their content, so browsers may keep them. */
export function addAssetRoute(app: RouteApp): void {
  app.get(
    '/assets/:name',
    {
      schema: {
        params: Type.Object({ name: Type.String({ maxLength: 60 }) }),
        querystring: Type.Object({ v: Type.Optional(Type.String({ maxLength: 40 })) }),
      },
      config: { rateLimit: false },
    },
    (request, reply) => {
      const { name } = request.params
      if (!isAssetName(name)) throw new CallerError('not-found', 'There is no such file.')
      const { content, type, version } = readAsset(name)
      const isCurrent = request.query.v === version
      return reply
        .type(type)
        .header('cache-control', isCurrent ? `public, max-age=${YEAR_SECONDS}, immutable` : 'public, max-age=60')
        .send(content)
    },
  )
}
