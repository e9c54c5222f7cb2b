import { maintainability, risk, type RuleTable, security } from './rule.js'

const noShell = 'Pass the program and its arguments as a list, without a shell.'
const shellReads = 'A shell parses the command, so input in it can run more commands.'
const brokenCipher = 'The cipher can be broken.'
const modernCipher = 'Use AES in GCM mode.'

/**
 * Bandit, by the ids of its tests. Left out on purpose: what takes the import of a module, a bind to all interfaces
 * (which a container needs), an assert, a name that has "pass" in it, every random number or every statement joined
 * from constants for an attack.
 */
export const banditRules: RuleTable = {
  B102: {
    ...security(
      'severe',
      'Text is run as code: anyone who controls the text can run programs in your service.',
      'Parse the value, or pick a function from a fixed table.',
      'command-injection',
    ),
    message: 'This runs text as code (exec).',
  },
  B103: security('notable', 'Everyone on the machine can write or run the file.', 'Restrict it to its owner: 0o600.'),
  B110: {
    ...maintainability(
      'notable',
      'The error disappears without a trace.',
      'Handle it, log it, or catch less.',
      'swallowed-error',
    ),
    message: 'This except block ignores the error.',
  },
  B112: {
    ...maintainability(
      'notable',
      'The error disappears without a trace, and the loop goes on.',
      'Handle it, log it, or catch less.',
      'swallowed-error',
    ),
    message: 'This except block ignores the error and goes on with the loop.',
  },
  B113: {
    ...risk(
      'notable',
      'Without a timeout, the request can wait forever, and your own request with it.',
      'Set a timeout.',
    ),
    message: 'This request has no timeout.',
  },
  B201: {
    ...security('severe', 'The Flask debugger lets anyone run code.', 'Keep debug off.', 'debug-mode'),
    message: 'Flask runs with debug=True.',
  },
  B202: security(
    'notable',
    'Names in an archive can point outside the folder.',
    'Pass filter="data" to extractall.',
    'path-traversal',
  ),
  B301: {
    ...security('severe', 'Unpickling runs code that the sender chose.', 'Use JSON.', 'unsafe-deserialization'),
    message: 'This reads data with pickle or a module like it.',
  },
  B302: security('severe', 'Unmarshalling runs code that the sender chose.', 'Use JSON.', 'unsafe-deserialization'),
  B304: security('notable', brokenCipher, modernCipher),
  B305: security('notable', 'This cipher mode reveals patterns in the encrypted data.', 'Use GCM.'),
  B306: security('slight', 'Someone else can create a file with this name before you do.', 'Use NamedTemporaryFile.'),
  B307: {
    ...security(
      'severe',
      'Text is run as code: anyone who controls the text can run programs in your service.',
      'Use ast.literal_eval or json.loads.',
      'command-injection',
    ),
    message: 'This runs text as code (eval).',
  },
  B323: security(
    'severe',
    'Without a certificate check, anyone on the network path can read and change the traffic.',
    'Use ssl.create_default_context.',
    'tls-check-disabled',
  ),
  B501: {
    ...security(
      'severe',
      'Without a certificate check, anyone on the network path can read and change the traffic.',
      'Keep verify on.',
      'tls-check-disabled',
    ),
    message: 'This request does not check the certificate of the server (verify=False).',
  },
  B502: security('notable', 'Old TLS versions can be broken.', 'Let the library choose the version.'),
  B503: security('notable', 'Old TLS versions can be broken.', 'Let the library choose the version.'),
  B505: security(
    'notable',
    'The key is too short to withstand an attack.',
    'Use RSA with at least 2048 bits, or an elliptic curve with at least 224 bits.',
  ),
  B506: {
    ...security(
      'severe',
      'yaml.load creates any object that the text names.',
      'Use yaml.safe_load.',
      'unsafe-deserialization',
    ),
    message: 'This reads YAML with yaml.load.',
  },
  B507: security('notable', 'Any host can pose as the intended one.', 'Check host keys.', 'tls-check-disabled'),
  B602: {
    ...security('severe', shellReads, noShell, 'command-injection'),
    message: 'This starts a program with shell=True.',
  },
  B604: security('notable', shellReads, noShell, 'command-injection'),
  B605: {
    ...security('severe', shellReads, noShell, 'command-injection'),
    message: 'This starts a program through a shell.',
  },
  B609: security(
    'notable',
    'A wildcard that a shell expands can become an option of the program.',
    'List the files yourself.',
    'command-injection',
  ),
  B701: {
    ...security(
      'notable',
      'Without escaping, input becomes markup and script in your pages.',
      'Keep autoescape on.',
      'markup-injection',
    ),
    message: 'This Jinja2 environment does not escape what it inserts (autoescape).',
  },
}
