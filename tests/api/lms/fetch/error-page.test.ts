import t from 'tap'
import { findErrorPage } from '../../../../api/lms/fetch-bounded.js'

const missingToken = '{"error":"Missing token","errorcode":"missingtoken","stacktrace":null}'
const login = '\ufeff\n<!DOCTYPE html>\n<html lang="en"><head><title>Log in</title>'

const cases: [what: string, name: string, type: string | null, content: string, found: string | null][] = [
  ['an error of Moodle', 'server.js', 'application/json', missingToken, 'a JSON error'],
  [
    'an error of Moodle where JSON was promised',
    'package.json',
    'application/json; charset=utf-8',
    missingToken,
    'a JSON error',
  ],
  [
    'an error of a web service, called text',
    'a.zip',
    'text/plain',
    '{"exception":"x","errorcode":"y"}',
    'a JSON error',
  ],
  ['a login page', 'server.js', 'text/html', login, 'a web page'],
  ['a login page for an archive', 'work.zip', 'text/html', '<html>', 'a web page'],
  ['a page without a beginning for an archive', 'work.tar.gz', null, '<h1>503</h1>', 'a web page'],
  ['JSON for an archive', 'work.tgz', null, '{}', 'a JSON document'],
  ['JSON for source', 'app.py', 'application/json', '{"detail":"gone"}', 'a JSON document'],
  ['a page that was handed in', 'public/index.html', 'text/html', login, null],
  ['a template', 'views/index.ejs', 'text/html', login, null],
  ['a package', 'package.json', 'application/json', '{"name":"todo","errors":[]}', null],
  ['a Procfile', 'Procfile', 'text/html', 'web: node server.js', null],
  ['a lock file without an ending of JSON', 'composer.lock', 'application/json', '{}', null],
  ['source', 'server.js', 'text/html', 'const page = "<html>"', null],
  ['source that begins like JSON', 'data.js', 'text/plain', '[1, 2]', null],
  ['something broken that is no page', 'work.zip', 'application/zip', 'not a zip', null],
  ['nothing', 'empty.txt', null, '', null],
]

for (const [what, name, type, content, found] of cases) {
  t.test(`${what} is ${found === null ? 'taken' : `seen to be ${found}`}`, async (t) => {
    t.equal(findErrorPage(name, type?.split(';')[0] ?? null, Buffer.from(content)), found)
  })
}
