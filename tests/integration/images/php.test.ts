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
  const env = {
    PORT: '8080',
    PHP_CLI_SERVER_WORKERS: '4',
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [variable(path), text])),
  }
  return runInImage({
    image: 'php',
    role,
    listens: role === 'subject',
    command: ['sh', '-c', ['cd /data', ...writes, script].join('\n')],
    env,
  })
}

const variable = (path: string) => path.replace(/\W/g, '_')

const builtInServer = 'php -q -S 0.0.0.0:$PORT -t public /opt/php/route.php'

/** Serves a folder by a command until the service answers, runs `ask`, and prints what the service printed. */
const serving = (command: string, ask: string) => `{ ${command} > out 2>&1 & }
  for i in $(seq 100); do php -r '@fsockopen("127.0.0.1", 8080) ?: exit(1);' && break; sleep 0.05; done
  ${ask}
  sleep 0.3 # PHP-FPM hands on what its processes print
  cat out`

/** Prints status and body of a request, in one piece: others may print at the same time. */
const get = (path: string) =>
  `php -r '$body = file_get_contents("http://127.0.0.1:8080${path}", context: stream_context_create(["http" => ["ignore_errors" => true]])); echo substr($http_response_header[0], 9, 3) . " $body\\n";'`

const composerOf = (require: Record<string, string>, more = {}) =>
  JSON.stringify({ require, autoload: { 'psr-4': { 'App\\': 'src/' } }, ...more })

t.test('PHP 8.4 has the extensions of a service', async (t) => {
  const extensions = [
    'apcu',
    'bcmath',
    'curl',
    'dom',
    'gmp',
    'intl',
    'mbstring',
    'openssl',
    'pcntl',
    'pdo_mysql',
    'pdo_pgsql',
    'pdo_sqlite',
    'redis',
    'sockets',
    'sodium',
    'yaml',
    'zip',
    'Zend OPcache',
  ]
  const names = extensions.map((name) => `"${name}"`).join(', ')
  const { output } = await run(
    {},
    `php -r 'echo PHP_MAJOR_VERSION, PHP_MINOR_VERSION, implode(array_filter([${names}], fn ($name) => !extension_loaded($name)));' && phpunit --version`,
  )
  t.match(output, /^84PHPUnit 11\.\d/)
})

t.test(
  'what composer.json asks for is found in the image, whatever versions it names, and each other one is told',
  async (t) => {
    const composer = composerOf({
      php: '>=8.2',
      'ext-pdo_pgsql': '*',
      'slim/slim': '^3.9',
      'symfony/http-kernel': '^7.2',
      'illuminate/database': '*',
      'symfony/polyfill-mbstring': '^1.30',
      'psr/log': '^3 || ^2',
    })
    const files = { 'composer.json': composer, 'src/A.php': '<?php namespace App; class A {}' }
    const uses = [
      'Slim\\\\App',
      'Symfony\\\\Component\\\\HttpKernel\\\\HttpKernel',
      'Illuminate\\\\Database\\\\Capsule\\\\Manager',
      'App\\\\A',
    ]
    const script = `build-composer && ls && php -r 'require "vendor/autoload.php"; foreach (["${uses.join('", "')}"] as $name) echo class_exists($name) ? "y" : "n";'`
    t.match(await run(files, script, 'build'), {
      exitCode: 0,
      output: /^symfony\/http-kernel 6\.4\.\d+ is used instead of \^7\.2\.\ncomposer\.json\nsrc\nvendor\nyyyy$/,
    })
  },
)

t.test('a library that is not there, or is another one in this version, is named', async (t) => {
  const composer = composerOf({ 'laminas/laminas-diactoros': '^3', 'slim/slim': '^4.12', 'monolog/monolog': '^3' })
  const { exitCode, output } = await run({ 'composer.json': composer }, 'build-composer', 'build')
  t.equal(exitCode, 1)
  t.match(
    output,
    /^laminas\/laminas-diactoros is not in this image in any version\.\nslim\/slim \^4\.12 is not in this image: it has 3\.12\.\d+, which works differently\.$/,
  )
})

t.test('a composer.json that is none, or asks for another PHP, is a mistake with a reason', async (t) => {
  t.match(await run({ 'composer.json': '{"require": ' }, 'build-composer', 'build'), {
    exitCode: 1,
    output: /not a JSON object: Syntax error/,
  })
  t.match(await run({ 'composer.json': composerOf({ 'ext-swoole': '*' }) }, 'build-composer', 'build'), {
    exitCode: 1,
    output: /^Your requirements.*requires PHP extension ext-swoole/s,
  })
})

const index = `<?php
header('X-Script: ' . $_SERVER['SCRIPT_NAME']);
if ($_SERVER['REQUEST_URI'] === '/slow') { sleep(1); error_log('done'); }
if ($_SERVER['REQUEST_URI'] === '/meet') {
  file_put_contents('/tmp/here', 'x', FILE_APPEND);
  for ($waits = 0; $waits < 3000 && strlen(file_get_contents('/tmp/here')) < 2; $waits++) { usleep(10000); }
}
if ($_SERVER['REQUEST_URI'] === '/memory') { str_repeat('x', 1 << 28); }
if ($_SERVER['REQUEST_URI'] === '/broken') { missing(); }
if ($_SERVER['REQUEST_URI'] === '/beside') { require '../beside.php'; }
echo $_SERVER['SCRIPT_NAME'], ' ', $_SERVER['REQUEST_URI'];`

const files = { 'public/index.php': index, 'public/a.txt': 'a file', 'beside.php': "<?php echo 'beside ';" }

for (const [name, command] of [
  ['the built-in server', builtInServer],
  ['nginx and PHP-FPM', 'serve-fpm public'],
] as const) {
  t.test(`${name}: files are sent, every other path leads to index.php`, async (t) => {
    const { output } = await run(
      files,
      serving(
        command,
        [get('/a.txt'), get('/'), get('/todos/1.5?x=1'), get('/..%2Flinks'), get('/missing.php'), get('/beside')].join(
          '\n',
        ),
      ),
    )
    const answers = [
      '200 a file',
      '200 /index.php /',
      '200 /index.php /todos/1.5?x=1',
      '200 /index.php /..%2Flinks',
      '200 /index.php /missing.php',
      '200 beside /index.php /beside',
    ]
    t.same(output.split('\n').slice(0, answers.length), answers)
  })

  t.test(`${name}: two requests that wait for each other are both answered`, async (t) => {
    const { output } = await run(
      files,
      serving(command, `${get('/meet')} & first=$!; ${get('/meet')} & wait $first $!; wc -c < /tmp/here`),
    )
    t.match(output, /^(200 .*\n){2}2$/m)
  })

  t.test(`${name}: a fatal error is an answer of 500 and a line in the log, and the service goes on`, async (t) => {
    const { output } = await run(files, serving(command, [get('/broken'), get('/memory'), get('/')].join('\n')))
    t.match(output, /^500 \n500 \n200 \/index\.php \/\n/)
    t.match(output, /Call to undefined function missing\(\)/)
    t.match(output, /Allowed memory size of 134217728 bytes exhausted/)
  })
}

t.test('SIGTERM lets PHP-FPM answer what it has begun, and ends it', async (t) => {
  const script = serving(
    'exec serve-fpm public',
    `pid=$!; ${get('/slow')} & asked=$!; sleep 0.4; kill -TERM $pid; wait $asked; wait $pid; echo "ended with $?"`,
  )
  t.match(await run(files, script), { exitCode: 0, output: /^200 \/index\.php \/slow\nended with 0\n.*done$/s })
})

t.test('when nginx or PHP-FPM ends by itself, the service ends, too', async (t) => {
  const { output } = await run(
    files,
    serving(
      'exec serve-fpm public',
      'pid=$!; kill -KILL $(cat /tmp/serve-fpm/nginx.pid); wait $pid; echo "ended with $?"',
    ),
  )
  t.match(output, /^ended with 1\n.*nginx or PHP-FPM has ended$/s)
})

t.test('serve-fpm says what is missing', async (t) => {
  t.match(await run({}, 'serve-fpm'), { exitCode: 1, output: 'serve-fpm: there is no public/index.php' })
})

t.test(
  'what a new project of Symfony or Laravel asks for beside its framework is no obstacle, and the runtime is written',
  async (t) => {
    const composer = composerOf({
      'symfony/flex': '^2',
      'laravel/tinker': '^2.9',
      'symfony/runtime': '6.4.*',
      'symfony/http-kernel': '6.4.*',
    })
    const index = `<?php
require_once dirname(__DIR__) . '/vendor/autoload_runtime.php';
return fn (array $context) => new Symfony\\Component\\HttpFoundation\\Response('in ' . $context['APP_ENV']);`
    const files = { 'composer.json': composer, 'public/index.php': index }
    const { output } = await run(files, `build-composer\n${serving(builtInServer, get('/'))}`)
    t.match(output, /^200 in dev$/m)
  },
)
