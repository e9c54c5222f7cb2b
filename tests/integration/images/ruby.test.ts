import t from 'tap'
import { runInImage, type ProgramResult } from './image-container.js'

/** Runs a script in /data, under the flags of a pod. `files` are written there first. */
function run(
  files: Record<string, string>,
  script: string,
  role: 'build' | 'subject' = 'subject',
): Promise<ProgramResult> {
  const writes = Object.keys(files).map(
    (path) => `mkdir -p "$(dirname ${path})" && printf %s "$${variable(path)}" > ${path}`,
  )
  return runInImage({
    image: 'ruby',
    role,
    listens: role === 'subject',
    command: ['sh', '-c', ['cd /data', ...writes, script].join('\n')],
    env: {
      PORT: '8080',
      RACK_ENV: 'production',
      APP_ENV: 'production',
      ...Object.fromEntries(Object.entries(files).map(([path, text]) => [variable(path), text])),
    },
  })
}

const variable = (path: string) => path.replace(/\W/g, '_')

const gemfile = (...lines: string[]) => ["source 'https://rubygems.org'", ...lines, ''].join('\n')

/** Serves by a command until the service answers, prints status and body of a request, and ends it by SIGTERM. */
const serving = (command: string) => `{ exec ${command} > out 2>&1 & }
  pid=$!
  ruby -rsocket -e '1000.times do TCPSocket.new("127.0.0.1", 8080).close; break; rescue SystemCallError; sleep 0.05; end'
  ruby -rnet/http -e 'found = Net::HTTP.get_response(URI("http://127.0.0.1:8080/")); puts "#{found.code} #{found.body}"'
  kill -TERM $pid; wait $pid; echo "ended"; cat out`

t.test(
  'what the Gemfile asks for is found in the image, whatever versions it names, and the rest is told',
  async (t) => {
    const files = {
      Gemfile: gemfile(
        "ruby '2.7.0'",
        "gem 'sinatra', '~> 3.0', require: 'sinatra/base'",
        "gem 'pg', '>= 1.0', require: false",
        "gem 'rubocop'",
        "gem 'tzinfo-data', platforms: %i[mswin jruby]",
        "group(:test) { gem 'rspec'; gem 'capybara-missing' }",
      ),
      'Gemfile.lock': 'nonsense',
      '.bundle/config': 'BUNDLE_PATH: "vendor/bundle"\n',
    }
    const script =
      'build-bundle && ruby -e \'require "bundler"; Bundler.require(:default); puts Sinatra::VERSION, defined?(PG).inspect\' && bundle exec puma --version'
    t.match(await run(files, script, 'build'), {
      exitCode: 0,
      output:
        /^rubocop is not in this image, and left out.*\ncapybara-missing is not in this image, and left out.*\nsinatra 4\.\d+\.\d+ is used instead of ~> 3\.0\.\n4\.\d+\.\d+\nnil\npuma version 6/,
    })
  },
)

t.test('a gem that is not there, and a Gemfile that is none, fail with a reason', async (t) => {
  t.match(await run({ Gemfile: gemfile("gem 'no-such-gem', '~> 1'", "gem 'sinatra'") }, 'build-bundle', 'build'), {
    exitCode: 1,
    output: /^no-such-gem is not in this image in any version\.$/,
  })
  t.match(await run({ Gemfile: "gem 'sinatra" }, 'build-bundle', 'build'), {
    exitCode: 1,
    output: /error parsing `Gemfile`.*unterminated string/s,
  })
})

const classic = "require 'sinatra'\nset :bind, ARGV[0] if ARGV[0]\nget('/') { 'hello' }\n"

for (const [name, command] of [
  ['Sinatra under Puma on all addresses', 'ruby app.rb'],
  ['Sinatra on localhost', 'ruby app.rb localhost'],
  ['config.ru under Puma', 'puma -b tcp://0.0.0.0:$PORT config.ru'],
  ['config.ru under rackup', 'rackup -p $PORT'],
  ['config.ru under WEBrick', 'rackup -s webrick -p $PORT'],
  ['WEBrick', 'ruby web.rb'],
] as const) {
  t.test(`${name} answers, and ends at SIGTERM`, async (t) => {
    const files = {
      'app.rb': classic,
      'config.ru': "run ->(_env) { [200, {}, ['hello']] }\n",
      'web.rb':
        "require 'webrick'\nserver = WEBrick::HTTPServer.new(Port: ENV['PORT'].to_i)\nserver.mount_proc('/') { |_, res| res.body = 'hello' }\ntrap('TERM') { server.shutdown }\nserver.start\n",
    }
    t.match(await run(files, serving(command)), { exitCode: 0, output: /^200 hello\n(.*\n)?ended$/m })
  })
}

t.test('what is printed is not lost with a process that is killed', async (t) => {
  const script = 'ruby -e \'print "begun"; sleep\' & sleep 1; kill -KILL $!; wait $! || true'
  t.match(await run({}, script), { output: /begun/ })
})

t.test('tests of RSpec, minitest and test-unit are counted, with the lines that they run', async (t) => {
  const sums = 'module Sums\n  def self.add(a, b)\n    a + b\n  end\n\n  def self.unused\n    1\n  end\nend\n'
  const told = async (runner: string, path: string, text: string) => {
    const { output } = await run({ 'lib/sums.rb': sums, [path]: text }, `run-own-tests n ${runner}`)
    return JSON.parse(/^own-tests n (.*)$/m.exec(output)?.[1] ?? `"${output}"`) as unknown
  }
  const coverage = 80
  t.same(
    await told(
      'rspec',
      'spec/sums_spec.rb',
      "require 'simplecov'\nSimpleCov.start\nrequire_relative '../lib/sums'\nRSpec.describe Sums do\n  it('a') { expect(Sums.add(1, 2)).to eq 3 }\n  it('b') { expect(1).to eq 2 }\n  it('c') { skip }\nend\n",
    ),
    { passed: 1, failed: 1, coverage },
  )
  t.same(
    await told(
      'minitest test/sums_test.rb',
      'test/sums_test.rb',
      "require 'minitest/autorun'\nrequire 'sums'\nclass SumsTest < Minitest::Test\n  def test_a = assert_equal(3, Sums.add(1, 2))\n  def test_b = assert_equal(1, 2)\n  def test_c = skip\nend\n",
    ),
    { passed: 1, failed: 1, coverage },
  )
  t.same(
    await told(
      'minitest test/test_sums.rb',
      'test/test_sums.rb',
      "require 'test/unit'\nrequire 'sums'\nclass SumsTest < Test::Unit::TestCase\n  def test_a = assert_equal(3, Sums.add(1, 2))\n  def test_b = assert_equal(1, 2)\nend\n",
    ),
    { passed: 1, failed: 1, coverage },
  )
})
