import { maintainability, risk, security } from './describe-rule.js'
import type { RuleTable } from './rule.js'

const noShell = 'Give the program and its arguments as a list, without a shell.'
const shellReads = 'A shell reads the command: input in it becomes more commands.'
const brokenCipher = 'The cipher can be broken.'
const modernCipher = 'Use AES in GCM mode.'

/**
 * Bandit, by the ids of its tests. Left out on purpose: what takes the import of a module, a bind to all interfaces (which
 * a container needs), an assert, a name that has "pass" in it, every random number or every statement joined from
 * constants for an attack.
 */
export const banditRules: RuleTable = {
  B102: security('severe', 'Text becomes code: whoever writes the text runs programs in your service.', 'Parse the value, or pick a function from a fixed table.', 'command-injection'),
  B103: security('notable', 'Everybody on the machine may write or run the file.', 'Give it to its owner alone: 0o600.'),
  B110: maintainability('notable', 'The error disappears without a trace.', 'Handle it, log it, or catch less.', 'swallowed-error'),
  B112: maintainability('notable', 'The error disappears without a trace, and the loop goes on.', 'Handle it, log it, or catch less.', 'swallowed-error'),
  B113: risk('notable', 'Without a timeout the request may wait for ever, and yours with it.', 'Give it a timeout.'),
  B201: security('severe', 'The debugger of Flask lets anybody run code.', 'Leave debug off.', 'debug-mode'),
  B202: security('notable', 'Names in an archive may lead out of the folder.', 'Give extractall a filter: filter="data".', 'path-traversal'),
  B301: security('severe', 'Unpickling runs what the sender chose.', 'Use JSON.', 'unsafe-deserialization'),
  B302: security('severe', 'Unmarshalling runs what the sender chose.', 'Use JSON.', 'unsafe-deserialization'),
  B304: security('notable', brokenCipher, modernCipher),
  B305: security('notable', 'The mode of the cipher gives away patterns of what is encrypted.', 'Use GCM.'),
  B306: security('slight', 'Somebody else can take the name before you do.', 'Use NamedTemporaryFile.'),
  B307: security('severe', 'Text becomes code: whoever writes the text runs programs in your service.', 'Use ast.literal_eval or json.loads.', 'command-injection'),
  B323: security('severe', 'Without checking the certificate, anybody on the way can read and change what is sent.', 'Use ssl.create_default_context.', 'tls-check-disabled'),
  B501: security('severe', 'Without checking the certificate, anybody on the way can read and change what is sent.', 'Leave verify on.', 'tls-check-disabled'),
  B502: security('notable', 'Old versions of TLS can be broken.', 'Leave the version to the library.'),
  B503: security('notable', 'Old versions of TLS can be broken.', 'Leave the version to the library.'),
  B505: security('notable', 'The key is too short to withstand an attack.', 'Use RSA of 2048 bits or an elliptic curve of 224 bits at least.'),
  B506: security('severe', 'yaml.load builds any object that the text names.', 'Use yaml.safe_load.', 'unsafe-deserialization'),
  B507: security('notable', 'Any host can pose as the one that is meant.', 'Check host keys.', 'tls-check-disabled'),
  B602: security('severe', shellReads, noShell, 'command-injection'),
  B604: security('notable', shellReads, noShell, 'command-injection'),
  B605: security('severe', shellReads, noShell, 'command-injection'),
  B609: security('notable', 'A wildcard that a shell expands may become an option of the program.', 'List the files yourself.', 'command-injection'),
  B701: security('notable', 'Without escaping, input becomes markup and script of your pages.', 'Leave autoescape on.', 'markup-injection'),
}
