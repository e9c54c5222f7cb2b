import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import pino from 'pino'
import type { Test } from 'tap'
import { readConfig } from '../../../contracts/read-config.js'
import { buildApp } from '../../../api/app.js'
import type { Scope } from '../../../api/http/access.js'
import { ApiConfigSchema, type ApiConfig } from '../../../api/config.js'
import { startPlatform, type Platform } from '../../../api/platform.js'
import { openTestDatabase, openTestRedis } from '../services/databases.js'
import { packExercise } from './tiny-exercise.js'

export const adminToken = 'test-admin-token-0123456789'

export type TestRole = 'learner' | 'instructor' | 'admin'
const scopeOf: Record<TestRole, Scope> = { learner: 'submit', instructor: 'teach', admin: 'admin' }

export interface TestApi {
  app: FastifyInstance
  platform: Platform
  config: ApiConfig
  /** A request as the admin, as the owner of `token`, or as nobody where it is `null`. */
  request(options: InjectOptions, token?: string | null): Promise<LightMyRequestResponse>
  /** A token of a person, who is made where they are new; an instructor teaches the course `testing`. */
  createToken(owner: string, role: TestRole): Promise<string>
  publish(tar: Buffer, slug?: string): Promise<LightMyRequestResponse>
  submit(
    form: FormData,
    options?: { token?: string; slug?: string; headers?: Record<string, string> },
  ): Promise<LightMyRequestResponse>
}

/** The whole API on databases of this test's own, without a port. Everything stops with the test. */
export async function startApi(t: Test, settings: Record<string, string> = {}): Promise<TestApi> {
  // Not the folder of the test, which is emptied for each that asks for it: several APIs may belong to one test.
  const dataFolder = await mkdtemp(join(tmpdir(), 'assay-api-'))
  t.teardown(() => rm(dataFolder, { recursive: true, force: true }))
  const config = readConfig(ApiConfigSchema, {
    DATABASE_URL: settings['DATABASE_URL'] ?? (await openTestDatabase(t)),
    REDIS_URL: settings['REDIS_URL'] ?? (await openTestRedis(t)),
    ASSAY_DATA_DIR: dataFolder,
    ASSAY_ADMIN_TOKEN: adminToken,
    ASSAY_QUEUE_PREFIX: `test-${randomBytes(6).toString('hex')}`,
    ASSAY_UPLOADS_PER_MINUTE: '1000',
    ASSAY_REQUESTS_PER_MINUTE: '10000',
    ASSAY_RECONCILE_SECONDS: '0.5',
    ASSAY_RETRY_SECONDS: '0.1',
    ASSAY_BUSY_SECONDS: '600', // tests share a machine that may be slow
    ...settings,
  })
  const platform = await startPlatform(config, pino({ level: process.env['TEST_LOG'] ?? 'silent' }))
  const app = await buildApp(platform.context)
  t.teardown(async () => {
    platform.endStreams()
    await app.close()
    await platform.close()
  })
  return { app, platform, config, ...callsOf(app) }
}

function callsOf(app: FastifyInstance): Pick<TestApi, 'request' | 'createToken' | 'publish' | 'submit'> {
  const request: TestApi['request'] = (options, token = adminToken) =>
    app.inject({
      ...options,
      headers: { ...options.headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    })
  return {
    request,
    async createToken(owner, role) {
      await request({
        method: 'POST',
        url: '/v1/people',
        payload: { id: owner, name: owner, isAdmin: role === 'admin' },
      })
      if (role === 'instructor') {
        await request({ method: 'POST', url: '/v1/courses', payload: { id: 'testing', title: 'Testing' } })
        await request({ method: 'PUT', url: `/v1/courses/testing/enrolments/${owner}`, payload: { role } })
      }
      const answer = await request({ method: 'POST', url: '/v1/tokens', payload: { owner, scope: scopeOf[role] } })
      return answer.json<{ token: string }>().token
    },
    publish: (tar, slug = 'tiny') =>
      request({
        method: 'PUT',
        url: `/v1/exercises/${slug}`,
        headers: { 'content-type': 'application/x-tar' },
        payload: tar,
      }),
    async submit(form, { token, slug = 'tiny', headers = {} } = {}) {
      const { type, payload } = await encodeForm(form)
      return request(
        {
          method: 'POST',
          url: `/v1/exercises/${slug}/submissions`,
          headers: { 'content-type': type, ...headers },
          payload,
        },
        token,
      )
    },
  }
}

/** An API with the tiny exercise published. */
export async function startApiWithExercise(t: Test, settings: Record<string, string> = {}): Promise<TestApi> {
  const api = await startApi(t, settings)
  const answer = await api.publish(await packExercise())
  if (answer.statusCode !== 201) throw new Error(`not published: ${answer.body}`)
  return api
}

/** A form of loose files; the text makes one submission differ from another. */
export function formOf(files: Record<string, string>, fields: Record<string, string> = {}): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const [path, text] of Object.entries(files)) form.append(`files[${path}]`, new Blob([text]), 'upload')
  return form
}

export async function encodeForm(form: FormData): Promise<{ type: string; payload: Buffer }> {
  const encoded = new Response(form)
  return { type: encoded.headers.get('content-type') ?? '', payload: Buffer.from(await encoded.arrayBuffer()) }
}
