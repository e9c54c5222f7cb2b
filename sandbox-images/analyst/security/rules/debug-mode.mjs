import { isGuarded } from '../guards.mjs'
import { isTest } from '../test-paths.mjs'

/** A stack trace as text, or an error in full. */
const stackText =
  /\.stack\b(?!\w)|format_exc\(\)|getTraceAsString\(\)|getStackTraceAsString\(|ExceptionUtils\.getStackTrace\(|\.StackTrace\b|\b(?:ex|e|exception|error|err)\.ToString\(\)|getStackTrace\(\)|print_exc\(|debug_backtrace|traceback\.format_\w+\(/
/** Calls by which an answer leaves. */
const answers = {
  node: /^(?:res|response|reply|ctx|c|h)\b.*\.(?:json|send|end|write|html|text|type|body)$/,
  python:
    /^(?:jsonify|Response|JSONResponse|PlainTextResponse|HTMLResponse|HttpResponse|JsonResponse|make_response|HTTPException|web\.(?:json_response|Response)|flask\.jsonify|self\.wfile\.write)$/,
  php: /\.(?:write|withJson|json|setContent|respond)$|^(?:die|exit|JsonResponse|Response|json_encode|print)$/,
  java: /(?:[wW]riter|getWriter\(\)|out)\.(?:print|println|write)$|^(?:ctx|context|response|res|resp)\.(?:result|json|html|body|getWriter\(\)\.\w+|send)$|\.sendError$|^ResponseEntity\b.*\.body$|\.printStackTrace$/,
  dotnet:
    /(?:^|\.)(?:Problem|Json|Text|Content|Ok|StatusCode|BadRequest|WriteAsync|WriteAsJsonAsync|InternalServerError|JsonResult|ContentResult|ObjectResult)$/,
}
const onSwitches = {
  node: /(?!)/,
  python: /^(?:DEBUG|debug|PROPAGATE_EXCEPTIONS)$/,
  php: /^(?:APP_DEBUG|displayErrorDetails|debug)$/,
  java: /^(?:showStackTrace|devMode)$/,
  dotnet:
    /^(?:IncludeExceptionDetails|EnableDetailedErrors|DetailedErrors|IncludeExceptionDetailInFaults|ShowExceptionDetails)$/,
}
const developmentCondition =
  /isDevelopment|IsDevelopment|NODE_ENV|APP_ENV|APP_DEBUG|ENVIRONMENT|\bdev\b|\bdebug\b|isDev\b|DEBUG|IsEnvironment|isLocal|production|expose|verbose|\$debug|app\.debug|env\b/i
const trueWord = /^(?:true|True|TRUE|1|['"](?:1|on|On|ON|true|stdout)['"])$/
const unconditional = {
  node: /^(?:errorhandler|errorHandler\.express)$/,
  dotnet: /(?:UseDeveloperExceptionPage|UseMigrationsEndPoint|EnableSensitiveDataLogging|UseDatabaseErrorPage)$/,
  php: /^(?:Debug\.enable|whoops\.register)$/,
  java: /enableDevLogging$/,
  python: /^(?:cgitb\.enable)$/,
}

/** Calls that switch details on, by what they are given: `[call, first argument, last argument]`. */
const switchingCalls = {
  node: [],
  python: [],
  php: [
    [/^ini_set$/, /display_(?:startup_)?errors/, trueWord],
    [/\.addErrorMiddleware$/, trueWord, /./],
  ],
  java: [[/(?:setProperty|put)$/, /server\.error\.include-stacktrace/, /always/]],
  dotnet: [[/\.UseSetting$/, /DetailedErrors/i, /true/]],
}
const runsApplication = /(?:^|\.)(?:run|Flask|FastAPI|Starlette|Sanic|Application|run_app|run_simple|set_debug)$/

function switchesOn({ path, args, named }, language) {
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
function givenText(call, { index }) {
  const nodes = [...call.args, ...call.named.values()].filter(({ type }) => !index.table.functions.has(type))
  return nodes.map((node) => node.source.slice(node.start, Math.min(node.end, node.start + 1000))).join(' ')
}

/** The error that is put into an answer, by way of a variable of the function too. */
function showsStack(call, context) {
  if (!answers[context.language].test(call.path)) return false
  if (call.name === 'printStackTrace')
    return (
      /[wW]riter|getOutputStream|response/.test(call.args[0]?.tail ?? '') &&
      !/StringWriter|\bsw\b|\bpw\b/.test(call.args[0].tail)
    )
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
const answersDirectly = (node, language) =>
  (language === 'python' && node.type === 'return_statement' && isHandler(node)) ||
  (language === 'php' && /^(?:echo_statement|print_intrinsic|exit_statement)$/.test(node.type))

function isHandler(node) {
  const above = node.scope?.node.parent
  return /@\w*\.?(?:route|errorhandler|get|post|put|patch|delete|exception_handler|app_errorhandler)\(/.test(
    above?.source.slice(above.start, node.scope.node.start) ?? '',
  )
}

/** What is meant for a developer's desk, switched on for everyone. */
export function* findDebugMode(context) {
  if (isTest(context.path)) return
  const { index, language, nodes } = context
  const calls = index.calls.filter(
    (call) => switchesOn(call, language) || unconditional[language].test(call.path) || showsStack(call, context),
  )
  const settings = index.bindings.filter(
    ({ name, value, node }) =>
      node.type !== 'keyword_argument' && onSwitches[language].test(name) && trueWord.test(value.tail),
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
