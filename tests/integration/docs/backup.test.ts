import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import pg from 'pg'
import t from 'tap'
import { blockAfter, readPage } from '../../docs/markdown.js'
import { runPostgres, runSql } from '../services/databases.js'

const page = readPage('docs/operations.md')
/** The example as it is, but for how it finds the container, which `npm start` names. */
const take = blockAfter(page, 'On a machine that `npm start` has set up').replace(/^POSTGRES=.*$/m, 'POSTGRES=$1')
const restore = blockAfter(page, 'To restore, stop Assay')

t.test('the backup in docs/operations.md can be restored, on the database that npm start brings up', async (t) => {
  const server = await runPostgres()
  t.teardown(() => server.remove())
  const folder = t.testdir({ '.assay': { blobs: { ab: 'a submission' } } })
  const connect = take.split('\n').find((line) => line.startsWith('CONNECT=')) ?? ''
  const run = (script: string) =>
    promisify(execFile)('sh', ['-euc', script, 'sh', server.container.id], { cwd: folder })
  await runSql(server.url, "create table kept (word text); insert into kept values ('saved')")
  await run(take)
  await runSql(server.url, "update kept set word = 'lost'")
  await run(`rm -r .assay/blobs\nPOSTGRES=$1\n${connect}\n${restore}`)
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  t.same((await client.query('select word from kept')).rows, [{ word: 'saved' }])
  await client.end()
  t.equal((await promisify(execFile)('cat', ['.assay/blobs/ab'], { cwd: folder })).stdout, 'a submission')
})
