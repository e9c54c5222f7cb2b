import type { SyntaxNode } from '../../structure/syntax-tree.js'
import { constantTextOf } from '../compose-text.js'
import { trust } from '../origins.js'
import { viewOf, type CallView } from '../view.js'
import type { Finding, Patterns, RuleContext } from './rule.js'

const shells = /^(?:\/(?:usr\/)?bin\/)?(?:sh|bash|zsh|dash|cmd|cmd\.exe|powershell|pwsh)$/
const shellCalls: Patterns = {
  node: /^(?:(?:cp|child_process|childProcess|require\(['"](?:node:)?child_process['"]\))\.)?(?:exec|execSync)$|^(?:execAsync|execPromise|execP|promisify\(exec\)|util\.promisify\(exec\)|promisify\(\w+\.exec\)|sh|shell\.exec)$/,
  python:
    /^(?:os\.(?:system|popen)|(?:subprocess\.)?(?:getoutput|getstatusoutput)|(?:asyncio\.)?create_subprocess_shell|commands\.getoutput)$/,
  php: /^(?:exec|shell_exec|system|passthru|popen|proc_open)$/,
  java: /(?:getRuntime\(\)|\b(?:runtime|rt))\.exec$/,
  dotnet: /(?!)/,
  ruby: /^(?:Kernel\.)?(?:system|exec|spawn)$|^(?:IO\.popen|Open3\.\w+|PTY\.spawn)$/,
}
const programCalls: Patterns = {
  node: /^(?:(?:cp|child_process|childProcess)\.)?(?:spawn|spawnSync|execFile|execFileSync)$/,
  python:
    /^(?:subprocess\.)?(?:run|call|Popen|check_output|check_call)$|^os\.exec[lv]p?e?$|^(?:asyncio\.)?create_subprocess_exec$/,
  php: /^pcntl_exec$/,
  java: /^(?:ProcessBuilder|pb\.command|\w+\.command)$/,
  dotnet: /^(?:System\.Diagnostics\.)?(?:Process\.Start|ProcessStartInfo)$/,
  ruby: /^Process\.spawn$/,
}
const evalCalls: Patterns = {
  node: /^(?:eval|Function|vm\.runInNewContext|vm\.runInThisContext)$/,
  python: /^(?:eval|exec)$/,
  php: /^(?:eval|create_function|assert)$/,
  java: /^\w*[eE]ngine\.eval$/,
  dotnet: /^CSharpScript\.(?:EvaluateAsync|RunAsync)$/,
  ruby: /(?:^|\.)(?:eval|instance_eval|class_eval|module_eval|constantize|const_get|public_send|send)$/,
}

/** Text for a shell: harmful as soon as something is put into it that is not known. */
function isHarmful(node: SyntaxNode, { composer, judge }: RuleContext): boolean {
  const pieces = composer.compose(node)
  const isMixed = /\S/.test(constantTextOf(pieces)) && pieces.some(({ hole }) => hole)
  return pieces.some(({ hole }) => hole && judge.judge(hole) >= (isMixed ? trust.loose : trust.request))
}

function constantOf(node: SyntaxNode, { index }: RuleContext): string | undefined {
  const view = viewOf(node, index.table)
  return view.kind === 'text' ? view.value : undefined
}

/** Program and arguments as one list, wherever the call has them. */
function wordsOf(call: CallView, { index }: RuleContext): SyntaxNode[] {
  return call.args.flatMap((arg) => {
    const view = viewOf(arg, index.table)
    if (view.kind === 'list') return view.items
    if (view.kind === 'call' && /^(?:of|asList)$/.test(view.name)) return view.args
    return [arg]
  })
}

function asksForShell(call: CallView, { index }: RuleContext): boolean {
  if (/^(?:True|true)$/.test(call.named.get('shell')?.tail ?? '')) return true
  const options = call.args.at(-1)
  return (
    options !== undefined &&
    index.table.records.has(options.type) &&
    /\bshell:\s*(?:true|['"])/.test(options.text.slice(0, 500))
  )
}

function startsHarmfulProgram(call: CallView, context: RuleContext): boolean {
  const words = wordsOf(call, context)
  const [first, ...others] = words
  if (first === undefined) return false
  const program = constantOf(first, context)
  if (asksForShell(call, context))
    return words.some(
      (word) =>
        viewOf(word, context.index.table).kind !== 'list' &&
        !context.index.table.records.has(word.type) &&
        isHarmful(word, context),
    )
  if (program !== undefined && shells.test(program)) return others.some((word) => isHarmful(word, context))
  return program === undefined && context.judge.judge(first) === trust.request
}

/** .NET takes all arguments as one text: what is put into it can add others. */
function startInfosOf({ index }: RuleContext): { node: SyntaxNode; program: SyntaxNode | undefined }[] {
  const calls = index.calls.filter(({ path }) => /ProcessStartInfo$|Process\.Start$/.test(path))
  const infos = calls.flatMap(({ args: [program, node] }) => (node ? [{ node, program }] : []))
  if (!index.text.includes('ProcessStartInfo')) return infos
  const program = index.bindings.find(({ name }) => name === 'FileName')?.value
  return [
    ...infos,
    ...index.bindings.filter(({ name }) => name === 'Arguments').map(({ value }) => ({ node: value, program })),
  ]
}

function* findDotnet(context: RuleContext): Generator<SyntaxNode> {
  for (const { node, program } of startInfosOf(context)) {
    const isShell = program ? shells.test(constantOf(program, context) ?? '') : false
    const pieces = context.composer.compose(node)
    const worst = Math.max(0, ...pieces.map(({ hole }) => (hole ? context.judge.judge(hole) : 0)))
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
function isImported({ path }: CallView, { index, language }: RuleContext): boolean {
  if (path.includes('.')) return true
  if (language === 'node') return /child_process/.test(index.text)
  return language !== 'python' || /from\s+(?:subprocess|os|asyncio)\s+import/.test(index.text)
}

function findsHarm(call: CallView, context: RuleContext): boolean {
  const { index, judge, language } = context
  const [first] = call.args
  if (first === undefined) return false
  const isProgram = isImported(call, context)
  if (isProgram && shellCalls[language].test(call.path)) {
    const words = viewOf(first, context.index.table)
    return words.kind === 'list' ||
      (language === 'java' && /new\s+String\s*\[\]/.test(first.tail)) ||
      (language === 'ruby' && call.args.length > 1)
      ? startsHarmfulProgram(call, context)
      : isHarmful(first, context)
  }
  if (isProgram && programCalls[language].test(call.path)) return startsHarmfulProgram(call, context)
  return evalCalls[language].test(call.path) && !index.functions.has(call.name) && judge.judge(first) === trust.request
}

/** What PHP and Ruby write between backquotes. */
const runsInBackquotes = new Set(['shell_command_expression', 'subshell'])

/** Commands that take part of what they do from a request. */
export function* findCommandInjection(context: RuleContext): Generator<Finding> {
  const found = context.index.calls.filter((call) => findsHarm(call, context)).map(({ node }) => node)
  if (context.language === 'dotnet') found.push(...findDotnet(context))
  if (context.language === 'php' || context.language === 'ruby')
    found.push(...context.nodes.filter((node) => runsInBackquotes.has(node.type) && isHarmful(node, context)))
  for (const node of found) yield { node, message: 'External input becomes part of a command here.' }
}

const fileCalls: Patterns = {
  node: /(?:^|\.)(?:readFile|readFileSync|createReadStream|createWriteStream|writeFile|writeFileSync|appendFile|appendFileSync|unlink|unlinkSync|rm|rmSync|readdir|readdirSync|stat|statSync|sendFile|download|sendfile|copyFile|rename|openSync)$/,
  python:
    /^(?:open|io\.open|os\.(?:remove|unlink|listdir|stat|rename|makedirs)|shutil\.\w+|send_file|(?:\w+\.)?FileResponse|aiofiles\.open|web\.FileResponse)$|\.(?:read_text|read_bytes|write_text|write_bytes|unlink|open)$/,
  java: /^(?:FileInputStream|FileOutputStream|FileReader|FileWriter|RandomAccessFile|(?:java\.nio\.file\.)?Files\.\w+|FileSystemResource|Scanner)$/,
  php: /^(?:file_get_contents|file_put_contents|fopen|readfile|file|unlink|copy|rename|scandir|include|require|SplFileObject|opendir|is_file_sent)$/,
  dotnet:
    /(?:^|\.)(?:File\.(?:Read\w*|Write\w*|Open\w*|Delete|Append\w*|Create|Copy|Move)|PhysicalFile|FileStream|StreamReader|StreamWriter|Results\.File|TypedResults\.PhysicalFile|Directory\.(?:GetFiles|Delete|EnumerateFiles))$/,
  ruby: /^(?:::)?(?:File\.(?:open|read|write|new|delete|unlink|readlines|foreach|binread|rename)|IO\.(?:read|readlines|write)|Dir\.(?:children|entries|glob|each_child)|FileUtils\.\w+|send_file|open|Pathname\.new)$/,
}
/** What a function does that looks whether a path stays where it should, or gives a name of its own. */
const checks =
  /\.startsWith\(|\.StartsWith\(|\.startswith\(|str_starts_with|strpos|str_contains|is_relative_to|relative_to|commonpath|commonprefix|path\.relative|includes\(\s*['"](?:\.\.|\/)|contains\(\s*"(?:\.\.|\/)|Contains\(\s*['"](?:\.\.|\/)|GetRelativePath|IsSubPath|['"]\.\.['"]\s+in\b|GetInvalidFileNameChars|preg_replace|\.replace\(\/\[\^|\.start_with\?|\.include\?\(?\s*['"]\.\.|\bexpand_path\b|\.gsub\(\/\[\^/
/** What is read from a request, and not a name of a file. */
const stream =
  /\.Body$|\bget(?:Input|Output)Stream\(\)$|\bgetRequestBody\(\)$|\bgetReader\(\)$|OpenReadStream\(\)$|\.stream$|\.rfile$/
const namesRoot = /\broot\s*:/
const ownerIsFile = /\.(?:open|unlink|rename|rm|stat|download)$/

function pathsOf(call: CallView, { language, index }: RuleContext): SyntaxNode[] {
  if (
    language === 'python' &&
    /\.(?:read_text|read_bytes|write_text|write_bytes|unlink|open)$/.test(call.path) &&
    !/^(?:io|os|aiofiles|shutil)\./.test(call.path)
  )
    return call.object ? [call.object] : []
  if (
    ownerIsFile.test(call.path) &&
    language === 'node' &&
    !/\b(?:fs|fsp|fsPromises|promises|res|response|reply)\.\w+$/.test(call.path)
  )
    return []
  const options = call.args[1]
  if (language === 'node' && options && index.table.records.has(options.type) && namesRoot.test(options.tail)) return []
  return call.args.slice(0, /copy|rename|move/i.test(call.name) ? 2 : 1)
}

/** Whether a function around the call checks the path. Text of a size that a person writes is looked at, no more. */
function isCheckedAround({ scope }: SyntaxNode): boolean {
  return checks.test(scope.node.source.slice(scope.node.start, Math.min(scope.node.end, scope.node.start + 4000)))
}

/** `include` and `require` are statements of PHP. */
const includesOf = ({ nodes }: RuleContext) =>
  nodes
    .filter(({ type }) => /^(?:include|require)(?:_once)?_expression$/.test(type))
    .map((node) => ({ node, paths: node.named }))

/** Files that a request names, without a look at where they lie. */
export function* findPathTraversal(context: RuleContext): Generator<Finding> {
  const { index, judge, language } = context
  const calls = index.calls
    .filter(({ path }) => fileCalls[language].test(path))
    .map((call) => ({ node: call.node, paths: pathsOf(call, context) }))
  for (const { node, paths } of [...calls, ...includesOf(context)]) {
    const named = paths.filter(
      (path) => !['text', 'function'].includes(viewOf(path, index.table).kind) && !stream.test(path.tail),
    )
    const isChosen = named.some((path) => judge.judge(path) === trust.request)
    if (isChosen && !isCheckedAround(node))
      yield { node, message: 'The request determines this file path, and nothing keeps it inside its folder.' }
  }
}
