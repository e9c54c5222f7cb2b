import t from 'tap'
import { planStart } from '../../../worker/languages/plans.js'

const php = (files: Record<string, string>) =>
  planStart('php', new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])))
const index = { 'public/index.php': '<?php' }
const refusalOf = (files: Record<string, string>) => {
  const { refusal = '', advice = '' } = php(files) as { refusal?: string; advice?: string }
  return `${refusal} ${advice}`.trim()
}

t.test('public/index.php is served by the built-in server, by several processes, and nothing is built', async (t) => {
  t.same(php(index), {
    build: null,
    start: ['sh', '-c', 'exec php -q -S "0.0.0.0:$PORT" -t public /opt/php/route.php'],
    env: { PHP_CLI_SERVER_WORKERS: '8' },
  })
})

t.test('a Procfile wins', async (t) => {
  t.match(php({ ...index, Procfile: 'web: php bin/tables.php && exec serve-fpm public' }), {
    build: null,
    start: ['sh', '-c', 'trap : TERM\nphp bin/tables.php && exec serve-fpm public'],
    env: { PHP_CLI_SERVER_WORKERS: '8' },
  })
  t.match(php({ 'server.php': '', Procfile: 'web: php server.php' }), { start: { 2: /php server\.php$/ } })
})

t.test('what composer.json asks for is installed before, unless it came along', async (t) => {
  t.match(php({ ...index, 'composer.json': '{}' }), { build: ['build-composer'] })
  t.match(php({ ...index, 'composer.json': '{}', Procfile: 'web: serve-fpm' }), { build: ['build-composer'] })
  t.match(php({ ...index, 'composer.json': '{}', 'vendor/autoload.php': '' }), { build: null })
  t.match(php({ ...index, 'api/composer.json': '{}' }), { build: null })
})

t.test('without public/index.php the answer says where one was found, and what to write', async (t) => {
  t.same(php({ 'README.md': '' }), {
    refusal: 'There is nothing to start: no .php file.',
    advice: 'Submit the source of your service (.php files).',
  })
  t.match(php({ 'vendor/autoload.php': '' }), { refusal: 'There is nothing to start: no .php file.' })
  t.match(refusalOf({ 'src/App.php': '' }), /no "web:" line in a Procfile, and no public\/index\.php\.$/)
  t.match(
    refusalOf({ 'index.php': '', 'src/App.php': '' }),
    /Move it to public\/index\.php, or add a Procfile with this line: web: php -S 0\.0\.0\.0:\$PORT index\.php$/,
  )
  t.match(
    refusalOf({ 'web/index.php': '', 'backend/web/index.php': '' }),
    /there is web\/index\.php\. To serve it, add a Procfile with this line: web: php -S 0\.0\.0\.0:\$PORT -t web$/,
  )
  t.match(refusalOf({ 'public/Index.php': '' }), /no public\/index\.php\.$/)
})

t.test('frameworks that would write below the source are told another place', async (t) => {
  t.match(php({ ...index, 'composer.json': '{"require":{"laravel/framework":"^10"}}' }), {
    env: { APP_PACKAGES_CACHE: '/tmp/packages.php', LOG_CHANNEL: 'stderr', PHP_CLI_SERVER_WORKERS: '8' },
  })
  t.match(
    php({ ...index, 'composer.json': '{"require":{"symfony/framework-bundle":"*"}}', Procfile: 'web: serve-fpm' }),
    { env: { APP_CACHE_DIR: '/tmp/cache' } },
  )
  t.same((php({ ...index, 'composer.json': '{}' }) as { env: object }).env, { PHP_CLI_SERVER_WORKERS: '8' })
})

t.test('a line that could never be reached is refused with one that can', async (t) => {
  const line = (web: string) => refusalOf({ ...index, Procfile: `web: ${web}` })
  t.match(line('php artisan serve'), /port 8000.*Remove the Procfile/)
  t.match(line('symfony server:start --no-tls'), /no "symfony" command.*serve-fpm public/)
  t.match(line('symfony serve'), /no "symfony" command/)
  t.match(line('vendor/bin/heroku-php-nginx -C nginx.conf public/'), /Write in the Procfile "web: serve-fpm public"/)
  t.match(line('php-fpm -F'), /does not speak HTTP/)
  t.match(line('exec php-fpm8.4 --nodaemonize'), /does not speak HTTP/)
  t.match(line('/usr/sbin/php-fpm8.4'), /does not speak HTTP/)
  for (const fine of [
    'php artisan serve --host=0.0.0.0 --port=$PORT',
    'serve-fpm public',
    'php-fpm -D && exec nginx -c /app/nginx.conf',
    'php -S 0.0.0.0:$PORT -t public',
  ]) {
    t.equal(line(fine), '', fine)
  }
})
