import Fastify from 'fastify'
import t from 'tap'
import { sendPage } from '../../../api/ui/shell.js'

t.test('the title of a form that comes back with a message begins with "Error:"', async (t) => {
  const app = Fastify()
  app.decorateRequest('caller', null)
  app.get('/:status', (request, reply) =>
    sendPage(request, reply.code(Number((request.params as { status: string }).status)), {
      title: 'Grading',
      breadcrumbs: [],
      children: null,
    }),
  )
  const titleOf = async (status: number) => /<title>([^<]*)</.exec((await app.inject(`/${status}`)).body)?.[1]
  t.equal(await titleOf(200), 'Grading · Assay')
  t.equal(await titleOf(400), 'Error: Grading · Assay')
  t.equal(await titleOf(409), 'Error: Grading · Assay')
})
