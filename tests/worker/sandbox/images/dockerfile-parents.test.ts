import t from 'tap'
import { pinParents, readParents } from '../../../../worker/sandbox/images/image-tag.js'

const dockerfile = `FROM assay/base
COPY --from=assay/node /usr/local/bin/node /usr/local/bin/
COPY --from=assay/node /node_modules /node_modules
RUN echo assay/other
`

t.test('the parents are what FROM and COPY --from name, each once', async (t) => {
  t.same(readParents(dockerfile), ['base', 'node'])
})

t.test('an image of somebody else, or one with a tag, is no parent', async (t) => {
  t.same(readParents('FROM debian:trixie-slim\nCOPY --from=assay/node:1 / /\n'), [])
})

t.test('pinning names each parent by its tag and leaves all else', async (t) => {
  const pinned = pinParents(
    dockerfile,
    new Map([
      ['base', 'assay/base:1'],
      ['node', 'assay/node:2'],
    ]),
  )
  t.equal(pinned, dockerfile.replace('FROM assay/base', 'FROM assay/base:1').replaceAll('=assay/node', '=assay/node:2'))
})

t.test('a parent whose tag is not known is a fault', async (t) => {
  t.throws(() => pinParents(dockerfile, new Map()), { message: 'the id of parent image "base" is not known' })
})
