import { trust } from '../origins.mjs'
import { viewOf } from '../view.mjs'

const fileCalls = {
  node: /(?:^|\.)(?:readFile|readFileSync|createReadStream|createWriteStream|writeFile|writeFileSync|appendFile|appendFileSync|unlink|unlinkSync|rm|rmSync|readdir|readdirSync|stat|statSync|sendFile|download|sendfile|copyFile|rename|openSync)$/,
  python:
    /^(?:open|io\.open|os\.(?:remove|unlink|listdir|stat|rename|makedirs)|shutil\.\w+|send_file|(?:\w+\.)?FileResponse|aiofiles\.open|web\.FileResponse)$|\.(?:read_text|read_bytes|write_text|write_bytes|unlink|open)$/,
  java: /^(?:FileInputStream|FileOutputStream|FileReader|FileWriter|RandomAccessFile|(?:java\.nio\.file\.)?Files\.\w+|FileSystemResource|Scanner)$/,
  php: /^(?:file_get_contents|file_put_contents|fopen|readfile|file|unlink|copy|rename|scandir|include|require|SplFileObject|opendir|is_file_sent)$/,
  dotnet:
    /(?:^|\.)(?:File\.(?:Read\w*|Write\w*|Open\w*|Delete|Append\w*|Create|Copy|Move)|PhysicalFile|FileStream|StreamReader|StreamWriter|Results\.File|TypedResults\.PhysicalFile|Directory\.(?:GetFiles|Delete|EnumerateFiles))$/,
}
/** What a function does that looks whether a path stays where it should, or gives a name of its own. */
const checks =
  /\.startsWith\(|\.StartsWith\(|\.startswith\(|str_starts_with|strpos|str_contains|is_relative_to|relative_to|commonpath|commonprefix|path\.relative|includes\(\s*['"](?:\.\.|\/)|contains\(\s*"(?:\.\.|\/)|Contains\(\s*['"](?:\.\.|\/)|GetRelativePath|IsSubPath|['"]\.\.['"]\s+in\b|GetInvalidFileNameChars|preg_replace|\.replace\(\/\[\^/
/** What is read from a request, and not a name of a file. */
const stream =
  /\.Body$|\bget(?:Input|Output)Stream\(\)$|\bgetRequestBody\(\)$|\bgetReader\(\)$|OpenReadStream\(\)$|\.stream$|\.rfile$/
const namesRoot = /\broot\s*:/
const ownerIsFile = /\.(?:open|unlink|rename|rm|stat|download)$/

function pathsOf(call, { language, index }) {
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
function isCheckedAround(node) {
  const scope = node.scope
  return checks.test(scope.node.source.slice(scope.node.start, Math.min(scope.node.end, scope.node.start + 4000)))
}

/** `include` and `require` are statements of PHP. */
const includesOf = ({ nodes }) =>
  nodes
    .filter(({ type }) => /^(?:include|require)(?:_once)?_expression$/.test(type))
    .map((node) => ({ node, paths: node.named }))

/** Files that a request names, without a look at where they lie. */
export function* findPathTraversal(context) {
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
