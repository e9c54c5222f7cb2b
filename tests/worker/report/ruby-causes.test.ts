import t from 'tap'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { findCause } from '../../../worker/report/causes/log-causes.js'
import { findException } from '../../../worker/report/causes/log-exception.js'
import { findAppObject } from '../../../worker/languages/app-objects.js'

const treeOf = (files: Record<string, string>): SourceTree =>
  new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]))

const causeOf = (log: string, files: Record<string, string>) =>
  findCause(log, { source: treeOf(files) }, { isRunning: false })

const notLoaded = (name: string) =>
  `<internal:/usr/lib/ruby/vendor_ruby/rubygems/core_ext/kernel_require.rb>:136:in \`require': cannot load such file -- ${name} (LoadError)\n\tfrom app.rb:1:in \`<main>'\n`

t.test('a gem that is not installed is named, with what does its work', async (t) => {
  t.match(causeOf(notLoaded('grape'), { 'app.rb': "require 'grape'" }), {
    detail: /not installed here: .*-- grape \(LoadError\)/,
    advice: /^Use sinatra instead\. The page Installed/,
  })
})

t.test('with Bundler, a gem that the Gemfile does not list is one to add', async (t) => {
  const files = { Gemfile: "gem 'sinatra'\n", 'config.ru': "require 'bundler/setup'\nrequire 'sequel'\n" }
  t.match(causeOf(notLoaded('sequel'), files), {
    detail: /needs the gem "sequel", which your Gemfile does not list/,
    advice: /gem 'sequel'/,
  })
  t.match(causeOf(notLoaded('sinatra/json'), files), { advice: /gem 'sinatra-contrib'/ })
  t.match(causeOf(notLoaded('sequel'), { ...files, Gemfile: 'gem "sequel"\n' }), { detail: /not installed here/ })
  t.match(
    causeOf('bundler: failed to load command: thin\nthin is not part of the bundle. Add it to your Gemfile.', {}),
    {
      detail: /the gem "thin"/,
    },
  )
})

t.test('a file of the learner is loaded from where it is, in the case that it has', async (t) => {
  t.match(causeOf(notLoaded('lib/store'), { 'app.rb': '', 'lib/store.rb': '' }), {
    detail: /^lib\/store\.rb is in your upload/,
    advice: /require_relative 'lib\/store'/,
  })
  t.match(causeOf(notLoaded('/app/lib/Store'), { 'app.rb': '', 'lib/store.rb': '' }), {
    detail: /the file is called lib\/store\.rb/,
  })
})

t.test('the address of MariaDB is one that Sequel has another driver for', async (t) => {
  t.match(causeOf(notLoaded('mysql'), { 'app.rb': '' }), { advice: /mysql2:\/\// })
})

t.test('a host of another machine, and a socket that is not there, are told as in other languages', async (t) => {
  t.match(causeOf("Unknown MySQL server host 'db' (-2) (Mysql2::Error::ConnectionError)", {}), {
    detail: /There is no host "db" here/,
  })
  t.match(
    causeOf('connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory', {}),
    { detail: /socket file/, advice: /127\.0\.0\.1/ },
  )
})

t.test('exceptions are read as Ruby and its servers print them', async (t) => {
  for (const [log, told] of [
    [
      "app.rb:3:in `<main>': undefined local variable or method `x' for main:Object (NameError)",
      /^NameError: undefined/,
    ],
    ['/app/lib/a.rb:3:in `fetch\': key not found: "DB" (KeyError)\n\tfrom app.rb:1:in `<main>\'', /^KeyError: key not/],
    [
      "2026-12-01 08:00:00 - NoMethodError - undefined method `[]' for nil:\n\t/app/app.rb:5:in `block'",
      /^NoMethodError: undefined method `\[\]' for nil$/,
    ],
    [
      '2026-12-01 08:00:00 +0000 Rack app ("GET /a" - (127.0.0.1)): #<PG::UndefinedColumn: ERROR: x>',
      /^PG::UndefinedColumn: ERROR: x$/,
    ],
    ['[2026-12-01 08:00:00] ERROR ZeroDivisionError: divided by 0', /^ZeroDivisionError: divided by 0$/],
    ['app.rb:9: syntax error, unexpected end-of-input (SyntaxError)', /^SyntaxError: syntax error/],
  ] as const)
    t.match(findException(log), told, log)
  t.equal(findException('127.0.0.1 - - [01/Dec/2026:08:00:00 +0000] "GET / HTTP/1.1" 200 5 0.0010'), undefined)
})

t.test('an application of Sinatra that nothing runs is found, with what to write', async (t) => {
  const modular = { 'app.rb': "require 'sinatra/base'\nclass Shop < Sinatra::Base\nend\n" }
  t.match(findAppObject('ruby', treeOf(modular)), {
    found: 'app.rb has a Sinatra application ("Shop") that nothing runs',
    write: `Add a file config.ru with two lines: "require_relative 'app'" and "run Shop".`,
  })
  t.equal(findAppObject('ruby', treeOf({ ...modular, 'config.ru': "require_relative 'app'\nrun Shop\n" })), undefined)
  t.equal(findAppObject('ruby', treeOf({ 'app.rb': `${modular['app.rb']}Shop.run!\n` })), undefined)
  t.match(findAppObject('ruby', treeOf({ 'main.rb': "require_relative 'api'", 'api.rb': "require 'sinatra'\n" })), {
    write: 'Add a Procfile with the line "web: ruby api.rb".',
  })
})
