import { isGuarded } from '../guards.mjs'
import { isTest } from '../test-paths.mjs'
import { viewOf } from '../view.mjs'

const falseWord = /^(?:false|False|FALSE|0)$/
const trueWord = /^(?:true|True|TRUE|1)$/
const callbackNames =
  /^(?:ServerCertificateCustomValidationCallback|ServerCertificateValidationCallback|RemoteCertificateValidationCallback|UserCertificateValidationCallback)$/
const httpCall =
  /^(?:requests|httpx|session|self\.session|client|self\.client|http|s|aiohttp|urllib3)\.\w+$|(?:Client|Session|AsyncClient|PoolManager|TCPConnector)$/
const trustAll =
  /DangerousAcceptAnyServerCertificateValidator|NoopHostnameVerifier|\bALLOW_ALL_HOSTNAME_VERIFIER\b|InsecureTrustManagerFactory|TrustAllStrategy/

/** Conditions that ask whether the operator, or a developer on their own machine, wants it so. */
const setting = /verif|insecure|\b(?:ssl|tls|cert)\w*|NODE_ENV|[dD]evelopment|\bdev\b|local/i

/** Names that turn the check off, with the value that does. */
const switches = [
  ['rejectUnauthorized', falseWord],
  ['NODE_TLS_REJECT_UNAUTHORIZED', falseWord],
  ['strictSSL', falseWord],
  ['verify_peer', falseWord],
  ['verify_peer_name', falseWord],
  ['allow_self_signed', trueWord],
  ['check_hostname', falseWord],
  ['CURLOPT_SSL_VERIFYPEER', falseWord],
  ['CURLOPT_SSL_VERIFYHOST', falseWord],
  ['CheckCertificateRevocationList', /^never$/],
  ['verify_mode', /(?:^|\.)CERT_NONE$/],
  ['cert_reqs', /(?:^|\.)CERT_NONE$|^CERT_NONE$/],
  ['_create_default_https_context', /_create_unverified_context$/],
]

const constantOf = (node, table) => {
  const view = viewOf(node, table)
  return view.kind === 'text' ? view.value : node.tail.trim()
}

function turnsOff({ name, value, node }, { index }) {
  const given = constantOf(value, index.table)
  if (switches.some(([switchName, off]) => switchName === name && off.test(given))) return true
  if (name === 'verify' && node.type === 'array_element_initializer')
    return falseWord.test(given) && /Guzzle|Client/.test(index.text)
  return callbackNames.test(name) && (acceptsAll(value, index) || trustAll.test(value.tail))
}

/** A function that answers yes whatever it is asked. */
function acceptsAll(node, { table }) {
  if (!table.functions.has(node.type)) return false
  const text = node.source.slice(node.start, Math.min(node.end, node.start + 400)).replace(/\s+/g, '')
  return /(?:=>|->)true$|(?:=>|->)\{returntrue;?\}$|^delegate(?:\([^)]*\))?\{returntrue;?\}$/.test(text)
}

function callTurnsOff(call, { language, index }) {
  const { path, args, named } = call
  if (language === 'python') {
    const isOff = ['verify', 'ssl', 'verify_ssl'].some((option) => falseWord.test(named.get(option)?.tail ?? ''))
    return (isOff && httpCall.test(path)) || /(?:^|\.)_create_unverified_context$/.test(path)
  }
  if (language === 'php')
    return (
      path === 'curl_setopt' &&
      args.length > 2 &&
      /^CURLOPT_SSL_VERIFY(?:PEER|HOST)$/.test(args[1].tail) &&
      falseWord.test(args[2].tail)
    )
  if (language === 'java')
    return (
      /[hH]ostnameVerifier$/.test(call.name) && args.some((arg) => acceptsAll(arg, index) || trustAll.test(arg.tail))
    )
  return false
}

/** A trust manager of Java that lets every server pass: an empty check. */
function isEmptyTrustCheck(node) {
  if (node.type !== 'method_declaration' || node.in('name')?.text !== 'checkServerTrusted') return false
  const body = node.in('body')
  return body !== undefined && body.named.length === 0
}

/** A verifier written as a class, whose only statement is to agree. */
function isAgreeingVerifier(node, { language }) {
  if (
    language !== 'java' ||
    node.type !== 'method_declaration' ||
    node.in('name')?.text !== 'verify' ||
    !/SSLSession/.test(node.source.slice(node.start, node.start + 300))
  )
    return false
  return /^\{\s*return\s+true;\s*\}$/.test(node.in('body')?.text.slice(0, 200) ?? '')
}

function isTrustAllName(node, { language }) {
  const canBe =
    (language === 'java' || language === 'dotnet') &&
    /^(?:type_)?identifier$/.test(node.type) &&
    trustAll.test(node.tail)
  return canBe && !/import|using/.test(`${node.parent?.type} ${node.parent?.parent?.type}`)
}

/** Connections that take any certificate: whoever stands between can read and change everything. */
export function* findTlsCheckDisabled(context) {
  if (isTest(context.path)) return
  const { index, nodes } = context
  const bindings = index.bindings.filter((binding) => turnsOff(binding, context)).map(({ node }) => node)
  const calls = index.calls.filter((call) => callTurnsOff(call, context)).map(({ node }) => node)
  const methods = nodes.filter(
    (node) => isEmptyTrustCheck(node) || isAgreeingVerifier(node, context) || isTrustAllName(node, context),
  )
  for (const node of [...bindings, ...calls, ...methods]) {
    if (!isGuarded(node, index, setting))
      yield { node, message: 'The certificate of the other side is not checked here.' }
  }
}
