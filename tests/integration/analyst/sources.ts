/** Tiny sources, each with what the linters have to find in it, as `tool:rule line`. An empty list: nothing at all. */
type Table = Record<string, readonly [source: string, found: readonly string[]]>

export const nodeSources: Table = {
  'js/eval.js': ['export const run = (text) => eval(text)\n', ['eslint:no-eval 1']],
  'js/command.mjs': [
    "import { exec } from 'node:child_process'\nexport const list = (folder) => exec(`ls ${folder}`)\n",
    ['eslint:security/detect-child-process 2'],
  ],
  'js/tls.js': [
    "import https from 'node:https'\nhttps.request({ host: 'a', rejectUnauthorized: false })\n",
    ['eslint:sonarjs/unverified-certificate 2', 'eslint:sonarjs/unverified-hostname 2'],
  ],
  'js/equality.js': [
    "export const isEmpty = (text) => text == ''\nexport const isAbsent = (text) => text == null\n",
    ['eslint:eqeqeq 1'],
  ],
  'js/undefined.js': ['export const start = () => listen(8080)\n', ['eslint:no-undef 1']],
  'js/swallowed.js': ['try {\n  JSON.parse("")\n} catch (error) {}\n', ['eslint:no-empty 3']],
  'js/unused.js': [
    'const unused = 1\nexport function handle(error, request, response, next) { response.end() }\n',
    ['eslint:no-unused-vars 1'],
  ],
  'js/required.cjs': ["const { createServer } = require('node:http')\nmodule.exports = createServer()\n", []],
  'js/script.js': [
    "var http = require('http')\nwith (http) { createServer() }\n",
    ['eslint:no-undef 2', 'eslint:no-var 1'],
  ],
  'js/page.jsx': ['export const Page = ({ title }) => <h1>{title}</h1>\n', []],
  'js/same.js': [
    'export const pick = (a) => (a ? 1 : 1)\nexport const both = (a) => a && a\n',
    ['eslint:sonarjs/no-all-duplicated-branches 1', 'eslint:sonarjs/no-identical-expressions 2'],
  ],
  'ts/any.ts': [
    'export const parse = (text: string): any => JSON.parse(text)\n',
    ['eslint:@typescript-eslint/no-explicit-any 1'],
  ],
  'ts/unused.ts': [
    "import { type Server, createServer } from 'node:http'\nexport const server: Server | undefined = undefined\n",
    ['eslint:@typescript-eslint/no-unused-vars 1'],
  ],
  'ts/ignored.ts': ["// @ts-ignore\nexport const n: number = 'a'\n", ['eslint:@typescript-eslint/ban-ts-comment 1']],
  'ts/clean.ts': [
    'enum Colour { red = 1 }\nexport class Box { constructor(private readonly colour: Colour) {} get = () => this.colour }\n',
    [],
  ],
  'ts/view.tsx': ['export const View = (p: { title: string }) => <b>{p.title}</b>\n', []],
  'js/suppressed.js': [
    '/* eslint-disable */\n// eslint-disable-next-line no-eval\nexport const run = (text) => eval(text)\n/* eslint no-eval: 0 */\n',
    ['eslint:no-eval 3'],
  ],
}

export const pythonSources: Table = {
  'py/shell.py': [
    'import subprocess\n\n\ndef show(folder):\n    return subprocess.run("ls " + folder, shell=True, check=True)\n',
    ['bandit:B602 5', 'ruff:S602 5'],
  ],
  'py/defaults.py': ['def add(item, items=[]):\n    items.append(item)\n    return items\n', ['ruff:B006 1']],
  'py/swallowed.py': [
    'def read(text):\n    try:\n        return int(text)\n    except:\n        pass\n',
    ['bandit:B110 4', 'ruff:E722 4', 'ruff:S110 4'],
  ],
  'py/unused.py': ['import os\nimport sys\n\nprint(sys.argv)\n', ['ruff:F401 1']],
  'py/undefined.py': ['def start():\n    return listen(8080)\n', ['ruff:F821 2']],
  'py/load.py': [
    'import pickle\nimport yaml\n\n\ndef load(text):\n    return pickle.loads(text), yaml.load(text, Loader=yaml.Loader)\n',
    ['bandit:B301 6', 'bandit:B506 6', 'ruff:S301 6', 'ruff:S506 6'],
  ],
  'py/tls.py': [
    'import requests\n\n\ndef fetch(url):\n    return requests.get(url, verify=False, timeout=5)\n',
    ['bandit:B501 5', 'ruff:S501 5'],
  ],
  'py/debug.py': [
    'from flask import Flask\n\napp = Flask(__name__)\napp.run(debug=True)\n',
    ['bandit:B201 4', 'ruff:S201 4'],
  ],
  'py/waits.py': ['import time\n\n\nasync def wait():\n    time.sleep(1)\n', ['ruff:ASYNC251 5']],
  'py/suppressed.py': [
    '# ruff: noqa\n# flake8: noqa\nimport os  # noqa: F401\n\neval(input())  # nosec\n',
    ['bandit:B307 5', 'ruff:F401 3', 'ruff:S307 5'],
  ],
  'py/binds.py': [
    'import os\nfrom http.server import HTTPServer, SimpleHTTPRequestHandler\n\nHTTPServer(("0.0.0.0", int(os.environ["PORT"])), SimpleHTTPRequestHandler).serve_forever()\n',
    [],
  ],
  'py/match.py': [
    'type Pair[T] = tuple[T, T]\n\n\ndef name(value: int) -> str:\n    match value:\n        case 1:\n            return f"{"one"}"\n        case _:\n            return "many"\n',
    [],
  ],
}

const php = (body: string) => `<?php\n\ndeclare(strict_types=1);\n\nnamespace App;\n\n${body}\n`

export const phpSources: Table = {
  'php/eval.php': [
    php('function run(string $text): void\n{\n    eval($text);\n}'),
    ['phpcs:Squiz.PHP.Eval 9', 'phpmd:EvalExpression 9'],
  ],
  'php/shell.php': [php('echo `ls $argv[1]`;'), ['phpcs:Generic.PHP.BacktickOperator 7']],
  'php/debug.php': [
    php('function show(array $rows): void\n{\n    var_dump($rows);\n}'),
    ['phpmd:DevelopmentCodeFragment 9'],
  ],
  'php/swallowed.php': [
    php(
      'function read(string $text): void\n{\n    try {\n        json_decode($text);\n    } catch (\\Exception $error) {\n    }\n}',
    ),
    ['phpmd:EmptyCatchBlock 11'],
  ],
  'php/unused.php': [
    php('final class Box\n{\n    private int $size = 1;\n\n    private function grow(): void\n    {\n    }\n}'),
    ['phpmd:UnusedPrivateField 9'],
  ],
  'php/names.php': [
    php('final class Box\n{\n    public function get_size(): int\n    {\n        return 1;\n    }\n}'),
    ['phpcs:PSR1.Methods.CamelCapsMethodName 9'],
  ],
  'php/suppressed.php': [
    php(
      '// phpcs:disable\n/** @SuppressWarnings(PHPMD) */\nfunction run(string $text): void\n{\n    eval($text); // phpcs:ignore\n}',
    ),
    ['phpcs:Squiz.PHP.Eval 11', 'phpmd:EvalExpression 11'],
  ],
  'php/newer.php': [
    php(
      "final readonly class Point\n{\n    public const int LIMIT = 3;\n\n    public function __construct(public int $x, private(set) int $y = 0)\n    {\n    }\n\n    public function move(): int\n    {\n        $unused = 1;\n        return new Point(1)->x;\n    }\n}\n\nenum Level: string\n{\n    case High = 'high';\n}",
    ),
    ['phpmd:UnusedLocalVariable 17'],
  ],
}

export const rubySources: Table = {
  'rb/eval.rb': ['def run(text)\n  eval(text)\nend\n', ['rubocop:Security/Eval 2']],
  'rb/load.rb': ['def load(bytes)\n  Marshal.load(bytes)\nend\n', ['rubocop:Security/MarshalLoad 2']],
  'rb/swallowed.rb': [
    'def read(text)\n  Integer(text)\nrescue ArgumentError\n  # nothing\nend\n\ndef value(text)\n  Integer(text) rescue 0\nend\n',
    ['rubocop:Lint/SuppressedException 3', 'rubocop:Style/RescueModifier 8'],
  ],
  'rb/unused.rb': ['def size\n  unused = 1\n  2\nend\n', ['rubocop:Lint/UselessAssignment 2']],
  'rb/global.rb': [
    '$books = {}\n\ndef addBook(book)\n  $books[book] = 1\nend\n',
    ['rubocop:Naming/MethodName 3', 'rubocop:Style/GlobalVars 1', 'rubocop:Style/GlobalVars 4'],
  ],
  'rb/suppressed.rb': [
    '# rubocop:disable all\ndef run(text)\n  eval(text) # rubocop:disable Security/Eval\nend\n',
    ['rubocop:Security/Eval 3'],
  ],
  'rb/clean.rb': [
    "require 'sinatra/base'\n\nclass App < Sinatra::Base\n  get('/books/:id') { |id| find(id)&.to_json || halt(404) }\n\n  private\n\n  def find(id) = settings.books[id]\nend\n",
    [],
  ],
}

/** Sources that no linter can read, or that set out to end one: each is an outcome, never a crash of the whole. */
export const hostileSources: Record<string, string> = {
  'hostile/brackets.js': '['.repeat(100_000) + ']'.repeat(100_000),
  'hostile/calls.ts': 'f('.repeat(50_000) + ')'.repeat(50_000),
  'hostile/broken.js': 'function (',
  'hostile/brackets.py': '['.repeat(100_000) + ']'.repeat(100_000),
  'hostile/broken.py': 'def (:\n',
  'hostile/broken.rb': 'def (:\n',
  'hostile/brackets.rb': '['.repeat(100_000) + ']'.repeat(100_000),
  'hostile/brackets.php': `<?php $a = ${'['.repeat(100_000)}${']'.repeat(100_000)};`,
  'hostile/hooks.php': php(
    'class Hooked\n{\n    public string $name {\n        get => strtoupper($this->name);\n    }\n}',
  ),
}

const runsCode = (tool: string) => `throw new Error("${tool} runs the settings of the learner")\n`

/** Settings of a learner: they would silence every rule, or run code. */
export const learnersSettings: Record<string, string> = {
  'eslint.config.js': runsCode('eslint'),
  '.eslintrc.cjs': runsCode('eslint'),
  '.eslintignore': '**\n',
  'pyproject.toml': '[tool.ruff]\nexclude = ["*"]\n[tool.bandit]\nexclude_dirs = ["py"]\n',
  'ruff.toml': 'exclude = ["*"]\n',
  '.bandit': '[bandit]\nexclude = /app\n',
  'setup.cfg': '[bandit]\nskips = B602\n',
  'bandit/__init__.py': 'raise SystemExit("bandit is the learner\'s")\n',
  '.rubocop.yml': 'AllCops:\n  DisabledByDefault: true\nrequire: ./evil.rb\n',
  'evil.rb': 'exit! 0\n',
  'phpcs.xml':
    '<?xml version="1.0"?><ruleset name="x"><autoload>/app/evil.php</autoload><exclude-pattern>*</exclude-pattern></ruleset>',
  'evil.php': '<?php\n\nexit(0);\n',
  'pdepend.xml': '<?xml version="1.0"?><x/>',
  'phpmd.xml': '<?xml version="1.0"?><ruleset name="x"/>',
}
