import t from 'tap'
import { planStart } from '../../../worker/languages/plans.js'

const ruby = (files: Record<string, string>) =>
  planStart('ruby', new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])))
const refusalOf = (files: Record<string, string>) => {
  const { refusal = '', advice = '' } = ruby(files) as { refusal?: string; advice?: string }
  return `${refusal} ${advice}`.trim()
}
const env = { APP_ENV: 'production', RACK_ENV: 'production' }

t.test('config.ru is served by Puma on the port of the pod, and goes before a main file', async (t) => {
  const start = ['sh', '-c', 'exec puma -b "tcp://0.0.0.0:$PORT" config.ru']
  t.same(ruby({ 'config.ru': 'run App', 'app.rb': '' }), { build: null, start, env })
})

t.test('without one, the main file is run by Ruby', async (t) => {
  t.same(ruby({ 'app.rb': '', 'main.rb': '' }), { build: null, start: ['ruby', 'app.rb'], env })
  t.match(ruby({ 'server.rb': '' }), { start: ['ruby', 'server.rb'] })
})

t.test('what the Gemfile asks for is looked for before, whatever starts the service', async (t) => {
  t.match(ruby({ 'app.rb': '', Gemfile: '' }), { build: ['build-bundle'] })
  t.match(ruby({ 'app.rb': '', 'gems.rb': '' }), { build: ['build-bundle'] })
  t.match(ruby({ 'api.rb': '', Gemfile: '', Procfile: 'web: bundle exec ruby api.rb' }), {
    build: ['build-bundle'],
    start: { 2: /bundle exec ruby api\.rb$/ },
  })
  t.match(ruby({ 'api/app.rb': '', 'api/Gemfile': '', Procfile: 'web: cd api && ruby app.rb' }), {
    build: ['sh', '-c', 'cd "$0" && exec "$@"', 'api', 'build-bundle'],
  })
})

t.test('a line whose server would listen on a port of its own is refused, with the one to write', async (t) => {
  const files = { 'config.ru': 'run App' }
  t.match(
    refusalOf({ ...files, Procfile: 'web: bundle exec rackup' }),
    /"rackup" listens: without that it is 9292\. Remove the Procfile.*"web: bundle exec rackup -p \$PORT"\.$/,
  )
  t.match(refusalOf({ ...files, Procfile: 'web: bundle exec puma' }), /9292.*"web: bundle exec puma -p \$PORT"/)
  t.match(refusalOf({ ...files, Procfile: 'web: thin start' }), /3000/)
  for (const line of [
    'rackup -p $PORT',
    'rackup --port $PORT -o 0.0.0.0',
    'bundle exec puma -b tcp://0.0.0.0:$PORT',
    'puma -C config/puma.rb',
    'rake db:migrate && exec puma -p $PORT',
    'ruby puma_server.rb',
  ])
    t.match(ruby({ ...files, Procfile: `web: ${line}` }), { start: { 2: /./ } }, line)
  t.match(ruby({ ...files, 'config/puma.rb': "port ENV['PORT']", Procfile: 'web: puma' }), { start: { 2: /puma$/ } })
})

t.test('a program that is not in the image is named', async (t) => {
  t.match(refusalOf({ 'app.rb': '', Procfile: 'web: bundle exec rerun app.rb' }), /no "rerun".*"web: ruby app\.rb"/)
  t.match(refusalOf({ 'config.ru': '', Procfile: 'web: bin/rails server' }), /no "rails".*Remove the Procfile/)
})

t.test('with nothing to start, the answer says what looks like a service', async (t) => {
  t.match(refusalOf({ 'README.md': '' }), 'There is nothing to start: no .rb file.')
  t.match(
    refusalOf({ 'todo.rb': "require 'sinatra'\nget('/') { 'hello' }\n", 'helper.rb': '' }),
    /but todo\.rb looks like a service\. Rename it to app\.rb, or add a Procfile with this line: web: ruby todo\.rb$/,
  )
  t.match(refusalOf({ 'backend/app.rb': '', 'backend/Gemfile': '' }), /web: cd backend && ruby app\.rb$/)
})
