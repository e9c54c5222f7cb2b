import type { SourceTree } from '../../../contracts/source-tree.js'
import { findMains } from '../../languages/java.js'
import { textOf } from '../../languages/project-files.js'
import type { Cause, KnownCause } from './cause.js'
import { explainDevelopmentSetting, explainResource, explainRouteName } from './dotnet.js'
import { explainClassCase, explainMissingEnv } from './php.js'
import { djangoRefusesHost, explainAllowedHosts } from './unknown-hosts.js'
import {
  explainForkedConnection,
  explainRacingWorkers,
  explainShadowed,
  failedBoot,
  mixedConnection,
  shadowedModule,
} from './python.js'

/** What frameworks and runtimes print where a project follows a habit that does not hold here. */
export const frameworkCauses: readonly KnownCause[] = [
  {
    pattern: /Invalid HTTP_HOST header: |You may need to add \S+ to ALLOWED_HOSTS/,
    explain: () => djangoRefusesHost,
  },
  {
    pattern: /The host '[^'\n]*' does not match an allowed host/,
    explain: ({ source }) => explainAllowedHosts(source),
  },
  {
    pattern: /you have APPEND_SLASH set/,
    explain: () => ({
      detail: 'A request has no slash at the end of its path, but the route in urls.py does.',
      advice: 'Write your routes without it, as in path("notes", …).',
    }),
  },
  {
    pattern: /InvalidOperationException: No route matches the supplied values/,
    explain: ({ source }) => explainRouteName(source),
  },
  {
    pattern:
      /ArgumentNullException: Value cannot be null\. \(Parameter '(?:stream|source|utf8Json)'\)|NullReferenceException/,
    explain: ({ source, log }) => explainResource(source, log),
  },
  {
    pattern: /Value cannot be null|ConnectionString property has not been initialized|Host can't be null/,
    explain: ({ source }) => explainDevelopmentSetting(source),
  },
  {
    pattern: /(?:Class|Interface|Trait) (?:"|\\?')([\w\\]+)(?:"|\\?') not found/,
    explain: ({ groups: [name = ''], source }) => explainClassCase(name, source),
  },
  {
    pattern: /Dotenv\\Exception\\InvalidPathException/,
    explain: ({ source }) => explainMissingEnv(source),
  },
  {
    pattern: /no main manifest attribute, in (\S+\.jar)/,
    explain: ({ groups: [jar = ''], source }) => explainMainlessJar(jar, source),
  },
  {
    pattern: mixedConnection,
    explain: ({ line, source }) => explainForkedConnection(line, source),
  },
  {
    pattern: failedBoot.pattern,
    explain: ({ source, log }) => explainRacingWorkers(log, source),
  },
  {
    pattern: shadowedModule,
    explain: ({ groups: names, source }) => explainShadowed(names, source),
  },
]

/** With the class path of the build, so that libraries are found, too. */
function explainMainlessJar(jar: string, source: SourceTree): Cause {
  const mains = [...source.keys()]
    .filter((path) => path.endsWith('.java') && !/(^|\/)tests?\//.test(path))
    .flatMap((path) => findMains(path, textOf(source, path)))
  const [main, ...others] = mains
  const command =
    main && others.length === 0
      ? `Write "web: java ${source.has('pom.xml') ? '@target/classpath ' : `-cp ${jar} `}${main.className}" in the Procfile`
      : 'Name the main class in the Procfile, as in "web: java @target/classpath org.example.Main"'
  return {
    detail: `${jar} does not name its main class.`,
    advice: `${command}, or set mainClass in the manifest of maven-jar-plugin.`,
  }
}
