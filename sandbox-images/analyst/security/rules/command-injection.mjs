import { constantTextOf } from '../compose-text.mjs'
import { trust } from '../origins.mjs'
import { viewOf } from '../view.mjs'

const shells = /^(?:\/(?:usr\/)?bin\/)?(?:sh|bash|zsh|dash|cmd|cmd\.exe|powershell|pwsh)$/
const shellCalls = {
  node: /^(?:(?:cp|child_process|childProcess|require\(['"](?:node:)?child_process['"]\))\.)?(?:exec|execSync)$|^(?:execAsync|execPromise|execP|promisify\(exec\)|util\.promisify\(exec\)|promisify\(\w+\.exec\)|sh|shell\.exec)$/,
  python:
    /^(?:os\.(?:system|popen)|(?:subprocess\.)?(?:getoutput|getstatusoutput)|(?:asyncio\.)?create_subprocess_shell|commands\.getoutput)$/,
  php: /^(?:exec|shell_exec|system|passthru|popen|proc_open)$/,
  java: /(?:getRuntime\(\)|\b(?:runtime|rt))\.exec$/,
  dotnet: /(?!)/,
}
const programCalls = {
  node: /^(?:(?:cp|child_process|childProcess)\.)?(?:spawn|spawnSync|execFile|execFileSync)$/,
  python:
    /^(?:subprocess\.)?(?:run|call|Popen|check_output|check_call)$|^os\.exec[lv]p?e?$|^(?:asyncio\.)?create_subprocess_exec$/,
  php: /^pcntl_exec$/,
  java: /^(?:ProcessBuilder|pb\.command|\w+\.command)$/,
  dotnet: /^(?:System\.Diagnostics\.)?(?:Process\.Start|ProcessStartInfo)$/,
}
const evalCalls = {
  node: /^(?:eval|Function|vm\.runInNewContext|vm\.runInThisContext)$/,
  python: /^(?:eval|exec)$/,
  php: /^(?:eval|create_function|assert)$/,
  java: /^\w*[eE]ngine\.eval$/,
  dotnet: /^CSharpScript\.(?:EvaluateAsync|RunAsync)$/,
}

/** Text for a shell: harmful as soon as something is put into it that is not known. */
function isHarmful(node, { composer, judge }, alone = trust.request) {
  const pieces = composer.compose(node)
  const isMixed = /\S/.test(constantTextOf(pieces)) && pieces.some(({ hole }) => hole)
  return pieces.some(({ hole }) => hole && judge.judge(hole) >= (isMixed ? trust.loose : alone))
}

const constantOf = (node, { index }) => {
  const view = node ? viewOf(node, index.table) : undefined
  return view?.kind === 'text' ? view.value : undefined
}

/** Program and arguments as one list, wherever the call has them. */
function wordsOf(call, { index }) {
  return call.args.flatMap((arg) => {
    const view = viewOf(arg, index.table)
    if (view.kind === 'list') return view.items
    if (view.kind === 'call' && /^(?:of|asList)$/.test(view.name)) return view.args
    return [arg]
  })
}

function asksForShell(call, { index }) {
  if (/^(?:True|true)$/.test(call.named.get('shell')?.tail ?? '')) return true
  const options = call.args.at(-1)
  return (
    options !== undefined &&
    index.table.records.has(options.type) &&
    /\bshell:\s*(?:true|['"])/.test(options.text.slice(0, 500))
  )
}

function startsHarmfulProgram(call, context) {
  const words = wordsOf(call, context)
  if (words.length === 0) return false
  const program = constantOf(words[0], context)
  if (asksForShell(call, context))
    return words.some(
      (word) =>
        viewOf(word, context.index.table).kind !== 'list' &&
        !context.index.table.records.has(word.type) &&
        isHarmful(word, context, trust.request),
    )
  if (program !== undefined && shells.test(program))
    return words.slice(1).some((word) => isHarmful(word, context, trust.request))
  return program === undefined && context.judge.judge(words[0]) === trust.request
}

/** .NET takes all arguments as one text: what is put into it can add others. */
function startInfosOf({ index }) {
  const calls = index.calls.filter(
    ({ path, args }) => /ProcessStartInfo$|Process\.Start$/.test(path) && args.length > 1,
  )
  const infos = calls.map(({ args }) => ({ node: args[1], program: args[0] }))
  if (!index.text.includes('ProcessStartInfo')) return infos
  const program = index.bindings.find(({ name }) => name === 'FileName')?.value
  return [
    ...infos,
    ...index.bindings.filter(({ name }) => name === 'Arguments').map(({ value }) => ({ node: value, program })),
  ]
}

function* findDotnet(context) {
  for (const { node, program } of startInfosOf(context)) {
    const isShell = program ? shells.test(constantOf(program, context) ?? '') : false
    const pieces = context.composer.compose(node)
    const worst = Math.max(0, ...pieces.filter(({ hole }) => hole).map(({ hole }) => context.judge.judge(hole)))
    if (worst === trust.request || (isShell && worst >= trust.loose)) yield node
  }
  for (const { name, value } of context.index.bindings)
    if (
      name === 'FileName' &&
      context.index.text.includes('ProcessStartInfo') &&
      context.judge.judge(value) === trust.request
    )
      yield value
}

/** Names without a module before them are the system's only where the file imports them. */
function isImported({ path }, { index, language }) {
  if (path.includes('.')) return true
  if (language === 'node') return /child_process/.test(index.text)
  return language !== 'python' || /from\s+(?:subprocess|os|asyncio)\s+import/.test(index.text)
}

function findsHarm(call, context) {
  const { index, judge, language } = context
  const [first] = call.args
  if (first === undefined) return false
  const isProgram = isImported(call, context)
  if (isProgram && shellCalls[language].test(call.path)) {
    const words = viewOf(first, context.index.table)
    return words.kind === 'list' || (language === 'java' && /new\s+String\s*\[\]/.test(first.tail))
      ? startsHarmfulProgram(call, context)
      : isHarmful(first, context)
  }
  if (isProgram && programCalls[language].test(call.path)) return startsHarmfulProgram(call, context)
  return evalCalls[language].test(call.path) && !index.functions.has(call.name) && judge.judge(first) === trust.request
}

/** Commands that take part of what they do from a request. */
export function* findCommandInjection(context) {
  const found = context.index.calls.filter((call) => findsHarm(call, context)).map(({ node }) => node)
  if (context.language === 'dotnet') found.push(...findDotnet(context))
  if (context.language === 'php')
    found.push(...context.nodes.filter((node) => node.type === 'shell_command_expression' && isHarmful(node, context)))
  for (const node of found) yield { node, message: 'External input becomes part of a command here.' }
}
