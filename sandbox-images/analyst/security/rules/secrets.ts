import type { Binding, Scope, SecurityTable, SyntaxNode } from '../../structure/syntax-tree.js'
import type { FileIndex } from '../index-file.js'
import { unquote, viewOf, type CallView, type View } from '../view.js'
import { isTest, type Finding, type Patterns, type RuleContext } from './rule.js'

const secretName =
  /(?:^|_|[a-z])(?:password|passwd|pwd|passphrase|secret|token|api_?key|access_?key|private_?key|auth_?key|secret_?key|signing_?key|encryption_?key|jwt_?key|credential)s?$/i
/** Names that speak about a secret without being one. */
const aboutSecret =
  /(?:field|header|param|name|label|placeholder|pattern|regex|rx|url|uri|path|type|column|prefix|error|message|cookie|csrf|next|page|cursor|stop|sep|delimiter|test|fake|dummy|example|sample|public|invalid|cancellation|syntax|parse|lex)(?:_?(?:password|secret|token|key|pwd))?s?$/i
const placeholder =
  /change|example|placeholder|your|x{3,}|\*{3,}|dummy|sample|test|fake|todo|replace|insert|secret_?here|\.\.\.|<|\$\{|%s|\{\{|local|dev\b|development|not-?a-?secret|none|null|undefined|redacted|env|^(?:p(?:ass)?w(?:or)?d|password|secret|token|admin|root|postgres|user|guest)$/i
/** Keys in the forms that their issuers publish. */
const knownKeys =
  /\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,}|sk_live_[0-9a-zA-Z]{20,}|rk_live_[0-9a-zA-Z]{20,}|xox[baprs]-[0-9A-Za-z-]{20,}|AIza[0-9A-Za-z_-]{35}|SG\.[\w-]{16,}\.[\w-]{16,}|glpat-[\w-]{20,}|npm_[A-Za-z0-9]{36})\b/
const privateKey =
  /-----BEGIN (?:RSA |EC |OPENSSH |DSA |ENCRYPTED )?PRIVATE KEY-----\s*(?:\\n)?\s*["'+.\s]*[A-Za-z0-9+/=]{20,}/
/** Credentials inside of an address, where the host is another machine. */
const address = /\b[a-z][a-z0-9+]*:\/\/[^\s:/@]+:([^\s:/@]+)@([\w.-]+)/i
const nearHost =
  /^(?:localhost|127\.|0\.0\.0\.0|\[?::1|[\w-]+$|host\.docker\.internal|.*\.(?:local|test|example|internal)$|(?:.*\.)?example\.\w+$)/
const connectionPassword = /(?:^|;)\s*(?:password|pwd)\s*=\s*([^;]+)/i
const connectionHost = /(?:^|;)\s*(?:host|server|data source)\s*=\s*(?:tcp:)?([^;,:]+)/i
/** Calls that take a secret at a place of their arguments. */
const secretArguments: readonly [call: RegExp, place: number][] = [
  [/(?:^|\.)(?:jwt|jsonwebtoken|JWT|Jwt)\.(?:sign|verify|encode|decode)$/, 1],
  [/(?:^|\.)createHmac$/, 1],
  [/^hmac\.new$/, 0],
  [/(?:^|\.)hash_hmac$/, 2],
  [/(?:^|\.)Algorithm\.HMAC\d+$/, 0],
  [/(?:^|\.)DriverManager\.getConnection$/, 2],
  [/^PDO$/, 2],
  [/^(?:mysqli|mysqli_connect)$/, 2],
  [/\.setPassword$/, 0],
  [/(?:^|\.)Encoding\.\w+\.GetBytes$/, 0],
  [/^SecretKeySpec$/, 0],
  [/(?:^|\.)Keys\.hmacShaKeyFor$/, 0],
]

/** Sentences, addresses, paths, and rules of a validator. */
const noSecret = /\s|^[a-z]+:\/\/|^[/.@#:]|\||^(?:required|min|max)\b/i

function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  return -[...counts.values()].reduce((sum, count) => sum + (count / text.length) * Math.log2(count / text.length), 0)
}

/** Letters and digits as people and machines mix them in secrets; neither words nor sentences nor addresses. */
function looksSecret(value: string): boolean {
  if (value.length < 6 || value.length > 500 || placeholder.test(value) || noSecret.test(value)) return false
  if (/^[\w-]+[./][\w./-]+$/.test(value) && !/\d/.test(value)) return false
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length
  if (/\d/.test(value) && kinds >= 2)
    return /[A-Za-z]/.test(value) && (kinds >= 3 || value.length < 40 || entropyOf(value) > 3)
  return kinds >= 3 && value.length >= 12 && entropyOf(value) >= 3.3 && !/^[A-Za-z]+(?:[-_.:][A-Za-z]+)*$/.test(value)
}

/**
 * A value that stands behind `||` or `??` for when the environment has none: strong ones are used, weak ones are for a
 * desk.
 */
function fallbackOf(value: SyntaxNode, index: FileIndex): SyntaxNode | undefined {
  const view = viewOf(value, index.table)
  if (view.kind === 'choice' && view.operator) return view.branches.at(-1)
  if (view.kind === 'call' && /getenv|environ\.get|getOrDefault|GetValue|^ENV\.fetch$/.test(view.path))
    return view.args[1]
  return undefined
}

const inPlace = 'The source contains a secret here, for everyone who can read it.'
const inDefault = 'The fallback value here is a secret, for everyone who can read the source. Remove the fallback.'

/** What to say of a secret that is bound to a name; undefined where it is none. */
function describeBinding({ name, value }: Binding, index: FileIndex): string | undefined {
  if (!secretName.test(name) || aboutSecret.test(name)) return undefined
  const view = viewOf(value, index.table)
  if (view.kind === 'text') return looksSecret(view.value) ? inPlace : undefined
  const fallback = fallbackOf(value, index)
  const given = fallback ? viewOf(fallback, index.table) : undefined
  const isStrong =
    given?.kind === 'text' && given.value.length >= 16 && looksSecret(given.value) && entropyOf(given.value) >= 3.4
  return isStrong ? inDefault : undefined
}

function isSecretText(text: string): boolean {
  const known = knownKeys.exec(text)?.[0]
  if (known && !/EXAMPLE|XXXX|0000000/.test(known)) return true
  if (privateKey.test(text)) return true
  const [, password, host] = address.exec(text) ?? []
  return (
    opensDoor(password, host) || opensDoor(connectionPassword.exec(text)?.[1], connectionHost.exec(text)?.[1]?.trim())
  )
}

/** A password for another machine than the developer's own. */
const opensDoor = (password: string | undefined, host: string | undefined): boolean =>
  password !== undefined &&
  host !== undefined &&
  !nearHost.test(host) &&
  !placeholder.test(password) &&
  !/^[{$%]/.test(password)

function* secretArgumentsOf({ calls, table }: FileIndex): Generator<SyntaxNode> {
  for (const call of calls) {
    const place = secretArguments.find(([path]) => path.test(call.path))?.[1]
    const arg = place === undefined ? undefined : call.args[place]
    if (arg === undefined) continue
    if (/GetBytes$/.test(call.path) && !/Key|secret/i.test(call.node.parent?.parent?.parent?.tail ?? '')) continue
    const view = viewBehindBytes(arg, table)
    if (view.kind === 'text' && looksSecret(view.value)) yield arg
  }
}

/** `"text".getBytes()` and `Buffer.from('text')` are their text. */
function viewBehindBytes(node: SyntaxNode, table: SecurityTable): View {
  const view = viewOf(node, table)
  if (view.kind !== 'call' || !/getBytes|encode|from$/.test(view.path)) return view
  const inner = /from$/.test(view.path) ? view.args[0] : view.object
  return inner === undefined ? view : viewOf(inner, table)
}

/** Passwords and keys that everyone who sees the source can use. Files of tests hold none that matter. */
export function* findSecretInSource({ index, nodes, path }: RuleContext): Generator<Finding> {
  if (isTest(path)) return
  for (const binding of index.bindings) {
    const message = describeBinding(binding, index)
    if (message !== undefined) yield { node: binding.node, message }
  }
  const message = inPlace
  for (const node of secretArgumentsOf(index)) yield { node, message }
  const { table } = index
  for (const node of nodes) {
    if (
      (table.strings.has(node.type) || table.templates.has(node.type)) &&
      isSecretText(unquote(node.source.slice(node.start, Math.min(node.end, node.start + 4000))))
    )
      yield { node, message }
  }
}

/** Hashes that are made to be fast; the salted and slow ones have other names. */
const hashCalls: Patterns = {
  node: /(?:createHash\(['"](?:md5|sha1|sha-?256|sha-?512|sha224|sha384|ripemd160)['"]\)|\b(?:hash|hasher|h|sha|sha256|md5|digest))\.update$|^(?:md5|sha1|sha256|sha512|CryptoJS\.(?:MD5|SHA1|SHA256|SHA512)|crypto\.hash|hash)$/i,
  python:
    /^(?:hashlib\.)?(?:md5|sha1|sha224|sha256|sha384|sha512|sha3_256|blake2b)$|^hashlib\.new$|^(?:h|hasher|digest|m|sha|hash_?obj\w*)\.update$/,
  php: /^(?:md5|sha1|hash|crypt)$/,
  java: /(?:^|\.)(?:digest|update)$|DigestUtils\.(?:md5|sha)\w*$|^Hashing\.\w+\(\)\.hash\w+$/,
  dotnet: /(?:^|\.)(?:HashData|ComputeHash|HashDataAsync|TransformFinalBlock)$/,
  ruby: /(?:^|\.)(?:OpenSSL\.)?Digest\.\w+\.(?:hexdigest|digest|base64digest)$|Digest\.\w+\.new\.update$|^(?:h|hasher|digest|sha|md5)\.update$/,
}
const passwordWord = /pass(?:word|wd|phrase)|\bpwd\b|plain_?text_?pw|passwort/i
/** Words that say a fast hash is right there: a random token needs no slow one, and a breach list asks for SHA-1. */
const otherUse = /token|reset|etag|pwned|breach|checksum|cache|fingerprint|file|avatar|gravatar/i
const slowHash = /bcrypt|argon2|scrypt|pbkdf2|password_hash\(|PasswordHasher|Rfc2898/i
const hmacOrKey = /createHmac|hash_hmac|hmac\.new|HMAC|Mac\.getInstance/
const hashWord = /MessageDigest|DigestUtils|Hashing\.|createHash|hashlib|md5|sha\d|MD5|SHA\d/i

/** The text of an argument with that of the names it is made of, one step back. */
function meaningOf(node: SyntaxNode): string {
  const texts = [node.tail]
  for (const [name] of node.tail.matchAll(/[A-Za-z_]\w*/g)) {
    let scope: Scope | undefined = node.scope
    for (let i = 0; scope && i < 5; scope = scope.parent, i++) {
      const bindings = scope.bindings.get(name)
      if (bindings === undefined) continue
      texts.push(...bindings.filter(({ value }) => value.end < node.start).map(({ value }) => value.tail))
      break
    }
  }
  return texts.join(' ')
}

/** The name of the function around, `hashPassword` or `checkPassword`, which tells what its parameter is. */
function purposeOf({ scope }: SyntaxNode, index: FileIndex): string {
  const name = scope.name || [...index.functions].find(([, nodes]) => nodes.includes(scope.node))?.[0] || ''
  return name.replace(/Is|Has/g, '')
}

function usesFastHash(call: CallView, { language }: RuleContext): boolean {
  if (!hashCalls[language].test(call.path)) return false
  const scopeText = call.node.scope.node.source.slice(
    call.node.scope.node.start,
    Math.min(call.node.scope.node.end, call.node.scope.node.start + 4000),
  )
  if (!hashWord.test(scopeText) && !hashWord.test(call.path)) return false
  if (slowHash.test(scopeText) || hmacOrKey.test(scopeText) || /pwned|breach|hibp/i.test(scopeText)) return false
  return call.path !== 'hash' || language !== 'php' || !/^['"](?:crc|xxh|fnv|adler)/.test(call.args[0]?.tail ?? '')
}

/** Passwords that are hashed by something fast: whoever gets the table can try a thousand million a second. */
export function* findWeakPasswordHash(context: RuleContext): Generator<Finding> {
  const { index } = context
  for (const call of index.calls) {
    if (call.args.length === 0 || !usesFastHash(call, context)) continue
    const given = call.args.filter((arg) => viewOf(arg, index.table).kind !== 'text')
    const meaning = given.map((arg) => meaningOf(arg)).join(' ')
    if (given.length === 0 || otherUse.test(meaning)) continue
    const purpose = purposeOf(call.node, index)
    const isPassword = passwordWord.test(meaning) || (passwordWord.test(purpose) && !otherUse.test(purpose))
    if (isPassword) yield { node: call.node, message: 'A password is hashed here with a fast hash function.' }
  }
}
