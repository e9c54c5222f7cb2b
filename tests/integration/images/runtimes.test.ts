import t from 'tap'
import { runInImage } from './image-container.js'

const run = (image: string, ...command: string[]) => runInImage({ image, role: 'subject', command })

const nodePackages = [
  'express',
  'fastify',
  'koa',
  '@koa/router',
  'koa-bodyparser',
  'hono',
  '@hono/node-server',
  'pg',
  'postgres',
  'mysql2',
  'redis',
  'ioredis',
  'knex',
  'sequelize',
  'zod',
  'ajv',
  'joi',
  'uuid',
  'nanoid',
  'bcryptjs',
  'jsonwebtoken',
  'cors',
  'helmet',
  'morgan',
  'dotenv',
  'supertest',
  'typescript',
]

t.test('Node 22 finds its frameworks from any folder, by import and by require', async (t) => {
  const importAll = `process.chdir('/tmp'); require('node:fs').writeFileSync('/tmp/a.mjs', ${JSON.stringify(nodePackages.map((name) => `import '${name}'`).join('\n'))})
    import('/tmp/a.mjs').then(() => console.log(process.version))`
  const imported = await run('node', 'node', '-e', importAll)
  t.match(imported, { exitCode: 0, output: /^v22\./ })
  const required = await run('node', 'node', '-e', `for (const name of ${JSON.stringify(nodePackages)}) require(name)`)
  t.same(required, { exitCode: 0, output: '' })
})

t.test('npm runs a script without a network', async (t) => {
  const script = 'cd /data && echo \'{"scripts":{"start":"node -p 6*7"}}\' > package.json && npm start --silent'
  t.same(await run('node', 'sh', '-c', script), { exitCode: 0, output: '42' })
})

t.test('TypeScript is there, and runs', async (t) => {
  const script =
    'cd /tmp && echo "const n: number = 42; console.log(n)" > a.ts && tsc --version && node a.ts && tsx a.ts'
  t.match(await run('node', 'sh', '-c', script), { exitCode: 0, output: /Version 6\.[^]*42\n(.*\n)*42$/ })
})

const pythonModules = [
  'flask',
  'flask_sqlalchemy',
  'fastapi',
  'python_multipart',
  'starlette',
  'uvicorn',
  'gunicorn',
  'django',
  'rest_framework',
  'aiohttp',
  'psycopg',
  'psycopg_pool',
  'psycopg2',
  'asyncpg',
  'pymysql',
  'MySQLdb',
  'aiomysql',
  'sqlalchemy',
  'redis',
  'pytest',
  'httpx',
  'requests',
  'pydantic',
  'marshmallow',
  'jsonschema',
  'jwt',
  'bcrypt',
  'dotenv',
  'yaml',
  'waitress',
]

t.test('Python 3.13 finds its frameworks', async (t) => {
  const result = await run('python', 'python3', '-c', `import sys, ${pythonModules.join(', ')}; print(sys.version)`)
  t.match(result, { exitCode: 0, output: /^3\.13/ })
})

t.test('Python serves by gunicorn, uvicorn and pytest commands', async (t) => {
  for (const command of ['gunicorn', 'uvicorn', 'pytest', 'python']) {
    t.match(await run('python', command, '--version'), { exitCode: 0 }, command)
  }
})

t.test(
  'Flask listens on all addresses, though no pod lets it open the UDP socket it asks for its address',
  async (t) => {
    const script =
      'from werkzeug.serving import get_interface_ip; import socket; print(get_interface_ip(socket.AF_INET))'
    t.same(await run('python', 'python3', '-c', script), { exitCode: 0, output: '127.0.0.1' })
  },
)

t.test('the examiner has Node 22 and what the kit needs, and none of the frameworks', async (t) => {
  const resolve =
    "for (const name of ['expect', 'pg', 'ajv', 'ajv-formats', 'yaml', 'ioredis', 'mysql2']) require.resolve(name, { paths: ['/opt/examiner'] }); console.log(process.version)"
  t.match(await runInImage({ image: 'examiner', role: 'examiner', command: ['node', '-e', resolve] }), {
    exitCode: 0,
    output: /^v22\./,
  })
  const framework = await runInImage({
    image: 'examiner',
    role: 'examiner',
    command: ['node', '-e', "require.resolve('express')"],
  })
  t.not(framework.exitCode, 0)
})
