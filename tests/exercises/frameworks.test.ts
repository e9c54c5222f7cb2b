import { readdirSync } from 'node:fs'
import t from 'tap'
import { findSamples } from '../../cli/verify/samples.js'
import { readExercisePackage } from '../../contracts/exercise/exercise-package.js'
import type { Language } from '../../contracts/language.js'
import { readExerciseFolder } from '../../storage/exercise-folder.js'

/**
 * What the images promise is shown by a sample that works with it: a name of it, as sources and build files write it.
 */
const frameworks: readonly [Language, string, RegExp][] = [
  ['node', 'express', /from 'express'/],
  ['node', 'koa', /from 'koa'/],
  ['node', 'TypeScript by its own build script', /"build": "[^"]*tsc/],
  ['python', 'Flask', /from flask import/],
  ['python', 'FastAPI', /from fastapi import/],
  ['java', 'the server of the JDK', /com\.sun\.net\.httpserver/],
  ['java', 'embedded Tomcat', /org\.apache\.catalina/],
  ['java', 'embedded Jetty', /org\.eclipse\.jetty/],
  ['java', 'Maven', /<modelVersion>/],
  ['java', 'Jackson', /com\.fasterxml\.jackson/],
  ['java', 'HikariCP', /com\.zaxxer\.hikari/],
  ['java', 'the driver of PostgreSQL', /jdbc:postgresql:/],
  ['java', 'the driver of MariaDB', /jdbc:mariadb:/],
  ['java', 'JUnit', /org\.junit\.jupiter/],
  ['php', 'Composer', /"require":/],
  ['php', 'Slim', /use Slim\\/],
  ['php', 'Symfony', /use Symfony\\/],
  ['php', 'Laravel', /use Illuminate\\/],
  ['php', 'PDO with PostgreSQL', /pgsql:/],
  ['php', 'PDO with MariaDB', /mysql:/],
  ['php', 'PDO with SQLite', /sqlite:/],
  ['php', 'PHP-FPM', /^web: (exec )?serve-fpm/m],
  ['php', 'PHPUnit', /PHPUnit\\Framework\\TestCase/],
  ['ruby', 'Sinatra', /< Sinatra::Base/],
  ['ruby', 'Rack', /^run App/m],
  ['ruby', 'WEBrick', /WEBrick::HTTPServer/],
  ['ruby', 'Bundler', /^gem 'sinatra'/m],
  ['dotnet', 'minimal APIs', /\.MapPost\(/],
  ['dotnet', 'controllers', /: ControllerBase/],
  ['dotnet', 'Npgsql', /NpgsqlDataSource/],
  ['dotnet', 'Dapper', /using Dapper;/],
  ['dotnet', 'EF Core with PostgreSQL', /\.UseNpgsql\(/],
  ['dotnet', 'MySqlConnector', /using MySqlConnector;/],
  ['dotnet', 'SQLite', /using Microsoft\.Data\.Sqlite;/],
  ['dotnet', 'xunit', /using Xunit;|<Using Include="Xunit"/],
]

const slugs = readdirSync('exercises', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
const packages = await Promise.all(
  slugs.map(async (slug) => readExercisePackage(await readExerciseFolder(`exercises/${slug}`))),
)
const samples = packages.flatMap((exercise) => findSamples(exercise))

for (const [language, name, mark] of frameworks) {
  t.test(`a sample in ${language} uses ${name}`, (t) => {
    const texts = samples.filter((sample) => sample.language === language).flatMap(({ files }) => [...files.values()])
    t.ok(
      texts.some((text) => mark.test(text.toString('utf8'))),
      'or this table is of no use',
    )
    t.end()
  })
}
