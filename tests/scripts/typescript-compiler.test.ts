import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { projectFile } from '../project-file.js'

/** What the image has as `tsc`. @returns whether it succeeded, and what it printed. */
const compile = (cwd: string, ...args: string[]): Promise<{ succeeded: boolean; stdout: string }> =>
  promisify(execFile)(process.execPath, [projectFile('sandbox-images/node/bin/tsc.mjs'), ...args], { cwd }).then(
    ({ stdout }) => ({ succeeded: true, stdout }),
    ({ stdout }: { stdout: string }) => ({ succeeded: false, stdout }),
  )

/** As a course of some years ago has it: the root folder and the types are not named. */
const older = {
  target: 'es2020',
  module: 'commonjs',
  moduleResolution: 'node',
  baseUrl: './src',
  outDir: 'dist',
  strict: true,
  skipLibCheck: true,
}
const project = (t: Test, text: string) =>
  t.testdir({ 'tsconfig.json': JSON.stringify({ compilerOptions: older }), src: { 'server.ts': text } })

t.test('settings that only version 6 of TypeScript refuses are warnings, and do what version 5 did', async (t) => {
  const folder = project(t, 'import { createServer } from "http"\ncreateServer().listen(process.env.PORT)\n')
  for (const args of [[], ['-b']]) {
    const { succeeded, stdout } = await compile(folder, ...args)
    t.equal(succeeded, true, stdout)
    t.match(stdout, /^tsconfig\.json\(.*\): warning TS5107: Option 'moduleResolution=node10' is deprecated/m)
    t.match(stdout, /warning TS5101: Option 'baseUrl' is deprecated/)
  }
  t.same(
    readdirSync(`${folder}/dist`).filter((name) => name.endsWith('.js')),
    ['server.js'],
    'without the folder src, as before',
  )
})

t.test('a type error is an error all the same', async (t) => {
  const { succeeded, stdout } = await compile(project(t, 'const port: number = "8080"\nexport default port\n'))
  t.equal(succeeded, false)
  t.match(stdout, /^src\/server\.ts\(1,7\): error TS2322: /m)
  t.notMatch(stdout, /error TS5\d\d\d/)
})
