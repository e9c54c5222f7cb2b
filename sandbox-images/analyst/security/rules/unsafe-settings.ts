import type { Language } from '../../../../contracts/language.js'
import type { Binding, SyntaxNode } from '../../structure/syntax-tree.js'
import type { FileIndex } from '../index-file.js'
import { viewOf, type CallView } from '../view.js'
import { isGuarded, isTest, type Finding, type Patterns, type RuleContext } from './rule.js'

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
const switches: readonly [name: string, off: RegExp][] = [
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
  ['verify_mode', /(?:^|[.:])(?:CERT|VERIFY)_NONE$/],
  ['ssl_verify_mode', /(?:^|[.:])VERIFY_NONE$/],
  ['cert_reqs', /(?:^|\.)CERT_NONE$|^CERT_NONE$/],
  ['_create_default_https_context', /_create_unverified_context$/],
]

function constantOf(node: SyntaxNode, { table }: FileIndex): string {
  const view = viewOf(node, table)
  return view.kind === 'text' ? view.value : node.tail.trim()
}

function turnsOff({ name, value, node }: Binding, { index }: RuleContext): boolean {
  const given = constantOf(value, index)
  if (switches.some(([switchName, off]) => switchName === name && off.test(given))) return true
  if (name === 'verify' && node.type === 'array_element_initializer')
    return falseWord.test(given) && /Guzzle|Client/.test(index.text)
  return callbackNames.test(name) && (acceptsAll(value, index) || trustAll.test(value.tail))
}

/** A function that answers yes whatever it is asked. */
function acceptsAll(node: SyntaxNode, { table }: FileIndex): boolean {
  if (!table.functions.has(node.type)) return false
  const text = node.source.slice(node.start, Math.min(node.end, node.start + 400)).replace(/\s+/g, '')
  return /(?:=>|->)true$|(?:=>|->)\{returntrue;?\}$|^delegate(?:\([^)]*\))?\{returntrue;?\}$/.test(text)
}

function callTurnsOff(call: CallView, { language, index }: RuleContext): boolean {
  const { path, args, named } = call
  if (language === 'python') {
    const isOff = ['verify', 'ssl', 'verify_ssl'].some((option) => falseWord.test(named.get(option)?.tail ?? ''))
    return (isOff && httpCall.test(path)) || /(?:^|\.)_create_unverified_context$/.test(path)
  }
  if (language === 'php')
    return (
      path === 'curl_setopt' &&
      /^CURLOPT_SSL_VERIFY(?:PEER|HOST)$/.test(args[1]?.tail ?? '') &&
      falseWord.test(args[2]?.tail ?? '')
    )
  if (language === 'ruby') return rubyCallTurnsOff(call)
  if (language === 'java')
    return (
      /[hH]ostnameVerifier$/.test(call.name) && args.some((arg) => acceptsAll(arg, index) || trustAll.test(arg.tail))
    )
  return false
}

const rubyCallTurnsOff = ({ path, named }: CallView): boolean =>
  (/^HTTParty\.\w+$/.test(path) && falseWord.test(named.get('verify')?.tail ?? '')) ||
  (/^Faraday\.\w+$/.test(path) && /\bverify:\s*false\b/.test(named.get('ssl')?.tail ?? ''))

/** A trust manager of Java that lets every server pass: an empty check. */
function isEmptyTrustCheck(node: SyntaxNode): boolean {
  if (node.type !== 'method_declaration' || node.in('name')?.text !== 'checkServerTrusted') return false
  const body = node.in('body')
  return body !== undefined && body.named.length === 0
}

/** A verifier written as a class, whose only statement is to agree. */
function isAgreeingVerifier(node: SyntaxNode, { language }: RuleContext): boolean {
  if (
    language !== 'java' ||
    node.type !== 'method_declaration' ||
    node.in('name')?.text !== 'verify' ||
    !/SSLSession/.test(node.source.slice(node.start, node.start + 300))
  )
    return false
  return /^\{\s*return\s+true;\s*\}$/.test(node.in('body')?.text.slice(0, 200) ?? '')
}

function isTrustAllName(node: SyntaxNode, { language }: RuleContext): boolean {
  const canBe =
    (language === 'java' || language === 'dotnet') &&
    /^(?:type_)?identifier$/.test(node.type) &&
    trustAll.test(node.tail)
  return canBe && !/import|using/.test(`${node.parent?.type} ${node.parent?.parent?.type}`)
}

/** Connections that take any certificate: whoever stands between can read and change everything. */
export function* findTlsCheckDisabled(context: RuleContext): Generator<Finding> {
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

/** A stack trace as text, or an error in full. */
const stackText =
  /\.stack\b(?!\w)|format_exc\(\)|getTraceAsString\(\)|getStackTraceAsString\(|ExceptionUtils\.getStackTrace\(|\.StackTrace\b|\b(?:ex|e|exception|error|err)\.ToString\(\)|getStackTrace\(\)|print_exc\(|debug_backtrace|traceback\.format_\w+\(|\.(?:full_message|backtrace)\b/
/** Calls by which an answer leaves. */
const answers: Patterns = {
  node: /^(?:res|response|reply|ctx|c|h)\b.*\.(?:json|send|end|write|html|text|type|body)$/,
  python:
    /^(?:jsonify|Response|JSONResponse|PlainTextResponse|HTMLResponse|HttpResponse|JsonResponse|make_response|HTTPException|web\.(?:json_response|Response)|flask\.jsonify|self\.wfile\.write)$/,
  php: /\.(?:write|withJson|json|setContent|respond)$|^(?:die|exit|JsonResponse|Response|json_encode|print)$/,
  ruby: /^(?:halt|body|json|erb|render|response\.write|res\.write|JSON\.generate)$|\.(?:to_json|write|finish)$/,
  java: /(?:[wW]riter|getWriter\(\)|out)\.(?:print|println|write)$|^(?:ctx|context|response|res|resp)\.(?:result|json|html|body|getWriter\(\)\.\w+|send)$|\.sendError$|^ResponseEntity\b.*\.body$|\.printStackTrace$/,
  dotnet:
    /(?:^|\.)(?:Problem|Json|Text|Content|Ok|StatusCode|BadRequest|WriteAsync|WriteAsJsonAsync|InternalServerError|JsonResult|ContentResult|ObjectResult)$/,
}
const onSwitches: Patterns = {
  node: /(?!)/,
  python: /^(?:DEBUG|debug|PROPAGATE_EXCEPTIONS)$/,
  php: /^(?:APP_DEBUG|displayErrorDetails|debug)$/,
  java: /^(?:showStackTrace|devMode)$/,
  ruby: /^(?:show_exceptions|dump_stack)$/,
  dotnet:
    /^(?:IncludeExceptionDetails|EnableDetailedErrors|DetailedErrors|IncludeExceptionDetailInFaults|ShowExceptionDetails)$/,
}
const developmentCondition =
  /isDevelopment|IsDevelopment|NODE_ENV|APP_ENV|APP_DEBUG|ENVIRONMENT|\bdev\b|\bdebug\b|isDev\b|DEBUG|IsEnvironment|isLocal|production|expose|verbose|\$debug|app\.debug|env\b/i
const onWord = /^(?:true|True|TRUE|1|['"](?:1|on|On|ON|true|stdout)['"])$/
const unconditional: Patterns = {
  node: /^(?:errorhandler|errorHandler\.express)$/,
  dotnet: /(?:UseDeveloperExceptionPage|UseMigrationsEndPoint|EnableSensitiveDataLogging|UseDatabaseErrorPage)$/,
  php: /^(?:Debug\.enable|whoops\.register)$/,
  java: /enableDevLogging$/,
  python: /^(?:cgitb\.enable)$/,
  ruby: /^(?:BetterErrors\.\w+)$/,
}

/** Calls that switch details on, by what they are given. */
const switchingCalls: Readonly<Record<Language, readonly [call: RegExp, first: RegExp, last: RegExp][]>> = {
  node: [],
  python: [],
  php: [
    [/^ini_set$/, /display_(?:startup_)?errors/, onWord],
    [/\.addErrorMiddleware$/, onWord, /./],
  ],
  java: [[/(?:setProperty|put)$/, /server\.error\.include-stacktrace/, /always/]],
  dotnet: [[/\.UseSetting$/, /DetailedErrors/i, /true/]],
  ruby: [
    [/^(?:\w+\.)?set$/, /^:show_exceptions$/, /^(?:true|:after_handler)$/],
    [/^(?:\w+\.)?enable$/, /^:show_exceptions$/, /./],
    [/^use$/, /^(?:Rack::|Sinatra::)?(?:ShowExceptions|BetterErrors::Middleware)$/, /./],
  ],
}
const runsApplication = /(?:^|\.)(?:run|Flask|FastAPI|Starlette|Sanic|Application|run_app|run_simple|set_debug)$/

function switchesOn({ path, args, named }: CallView, language: Language): boolean {
  const [first, last] = [args[0]?.tail ?? '', args.at(-1)?.tail ?? '']
  if (switchingCalls[language].some(([call, one, other]) => call.test(path) && one.test(first) && other.test(last)))
    return true
  return (
    language === 'python' &&
    runsApplication.test(path) &&
    ['debug', 'use_debugger'].some((option) => named.get(option)?.tail === 'True')
  )
}

/** What is given to a call, without functions: an answer inside of a handler is a call of its own. */
function givenText(call: CallView, { index }: RuleContext): string {
  // Ruby asks an object for its text.
  const asked = call.name === 'to_json' && call.object ? [call.object] : []
  const nodes = [...asked, ...call.args, ...call.named.values()].filter(({ type }) => !index.table.functions.has(type))
  return nodes.map((node) => node.source.slice(node.start, Math.min(node.end, node.start + 1000))).join(' ')
}

/** The error that is put into an answer, by way of a variable of the function too. */
function showsStack(call: CallView, context: RuleContext): boolean {
  if (!answers[context.language].test(call.path)) return false
  if (call.name === 'printStackTrace') {
    const target = call.args[0]?.tail ?? ''
    return /[wW]riter|getOutputStream|response/.test(target) && !/StringWriter|\bsw\b|\bpw\b/.test(target)
  }
  const text = givenText(call, context)
  if (developmentCondition.test(text) && /\?|\bif\b/.test(text)) return false
  if (stackText.test(text)) return true
  return [...text.matchAll(/(?<![.\w'"])\$?[A-Za-z_]\w*/g)].slice(0, 40).some(([word]) => {
    const bindings = call.node.scope.bindings.get(word.replace('$', '')) ?? []
    return bindings.some(
      ({ value }) =>
        stackText.test(value.tail) &&
        value.end < call.node.start &&
        !isGuarded(value, context.index, developmentCondition) &&
        !/\?/.test(value.tail),
    )
  })
}

/** Functions of Python answer by what they return, scripts of PHP by what they print. */
const answersDirectly = (node: SyntaxNode, language: Language): boolean =>
  (language === 'python' && node.type === 'return_statement' && isHandler(node)) ||
  (language === 'php' && /^(?:echo_statement|print_intrinsic|exit_statement)$/.test(node.type))

function isHandler({ scope }: SyntaxNode): boolean {
  const above = scope.node.parent
  return /@\w*\.?(?:route|errorhandler|get|post|put|patch|delete|exception_handler|app_errorhandler)\(/.test(
    above?.source.slice(above.start, scope.node.start) ?? '',
  )
}

/** What is meant for a developer's desk, switched on for everyone. */
export function* findDebugMode(context: RuleContext): Generator<Finding> {
  if (isTest(context.path)) return
  const { index, language, nodes } = context
  const calls = index.calls.filter(
    (call) => switchesOn(call, language) || unconditional[language].test(call.path) || showsStack(call, context),
  )
  const settings = index.bindings.filter(
    ({ name, value, node }) =>
      node.type !== 'keyword_argument' && onSwitches[language].test(name) && onWord.test(value.tail),
  )
  const statements = nodes.filter(
    (node) =>
      answersDirectly(node, language) &&
      stackText.test(node.source.slice(node.start, Math.min(node.end, node.start + 1000))),
  )
  for (const node of [...calls, ...settings].map(({ node }) => node).concat(statements)) {
    if (!isGuarded(node, index, developmentCondition))
      yield { node, message: 'Program details that are meant for developers are shown to everyone here.' }
  }
}
