import { viewOf } from '../view.mjs'

/** Hashes that are made to be fast; the salted and slow ones have other names. */
const hashCalls = {
  node: /(?:createHash\(['"](?:md5|sha1|sha-?256|sha-?512|sha224|sha384|ripemd160)['"]\)|\b(?:hash|hasher|h|sha|sha256|md5|digest))\.update$|^(?:md5|sha1|sha256|sha512|CryptoJS\.(?:MD5|SHA1|SHA256|SHA512)|crypto\.hash|hash)$/i,
  python:
    /^(?:hashlib\.)?(?:md5|sha1|sha224|sha256|sha384|sha512|sha3_256|blake2b)$|^hashlib\.new$|^(?:h|hasher|digest|m|sha|hash_?obj\w*)\.update$/,
  php: /^(?:md5|sha1|hash|crypt)$/,
  java: /(?:^|\.)(?:digest|update)$|DigestUtils\.(?:md5|sha)\w*$|^Hashing\.\w+\(\)\.hash\w+$/,
  dotnet: /(?:^|\.)(?:HashData|ComputeHash|HashDataAsync|TransformFinalBlock)$/,
}
const passwordWord = /pass(?:word|wd|phrase)|\bpwd\b|plain_?text_?pw|passwort/i
/** Words that say a fast hash is right there: a random token needs no slow one, and a breach list asks for SHA-1. */
const otherUse = /token|reset|etag|pwned|breach|checksum|cache|fingerprint|file|avatar|gravatar/i
const slowHash = /bcrypt|argon2|scrypt|pbkdf2|password_hash\(|PasswordHasher|Rfc2898/i
const hmacOrKey = /createHmac|hash_hmac|hmac\.new|HMAC|Mac\.getInstance/
const hashWord = /MessageDigest|DigestUtils|Hashing\.|createHash|hashlib|md5|sha\d|MD5|SHA\d/i

/** The text of an argument with that of the names it is made of, one step back. */
function meaningOf(node) {
  const texts = [node.tail]
  for (const [name] of node.tail.matchAll(/[A-Za-z_]\w*/g)) {
    for (let scope = node.scope, i = 0; scope && i < 5; scope = scope.parent, i++) {
      const bindings = scope.bindings.get(name)
      if (bindings === undefined) continue
      texts.push(...bindings.filter(({ value }) => value.end < node.start).map(({ value }) => value.tail))
      break
    }
  }
  return texts.join(' ')
}

/** The name of the function around, `hashPassword` or `checkPassword`, which tells what its parameter is. */
function purposeOf(node, index) {
  const { scope } = node
  const name = scope.name || [...index.functions].find(([, nodes]) => nodes.includes(scope.node))?.[0] || ''
  return name.replace(/Is|Has/g, '')
}

function usesFastHash(call, { language }) {
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
export function* findWeakPasswordHash(context) {
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
