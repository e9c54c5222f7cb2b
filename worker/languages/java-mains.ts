/** A `main` method and the class that `java` must be given to run it. */
export interface JavaMain {
  path: string
  className: string
  /** `static void main(String[] args)`, which every version runs; else one of the shorter forms of JEP 512. */
  isClassic: boolean
}

/** All `main` methods of a source file, told from its text alone: comments and literals are no code. */
export function findMains(path: string, source: string): JavaMain[] {
  const code = blankOut(source)
  const packageName = /\bpackage\s+([\w.]+)\s*;/.exec(code)?.[1]
  return [...code.matchAll(mainMethod)].map((match) => {
    const types = enclosingTypes(code.slice(0, match.index))
    // Outside of any class, the file is one (JEP 512).
    const name = types.join('$') || (path.split('/').at(-1) as string).replace(/\.java$/, '')
    const isClassic = /\bstatic\b/.test(match[1] ?? '') && match[2] !== undefined
    return { path, className: packageName === undefined ? name : `${packageName}.${name}`, isClassic }
  })
}

/** Modifiers, the name, and nothing or one array of strings. A call has no `void` before it. */
const mainMethod =
  /((?:\b(?:public|protected|static|final|synchronized|strictfp)\s+)*)\bvoid\s+main\s*\(\s*(?:(?:final\s+)?(?:java\.lang\.)?(String)\s*(?:\[\s*\]|\.\.\.)\s*\w+|(?:final\s+)?(String)\s+\w+\s*\[\s*\])?\s*\)/g

/** Text blocks first: their quotes would be taken for those of a string. Lengths are kept. */
const notCode = /"""[^]*?(?<!\\)"""|\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g

const blankOut = (source: string) => source.replace(notCode, (text) => ' '.repeat(text.length))

/** Names of the types that are still open at the end of `code`, from the outermost. */
function enclosingTypes(code: string): string[] {
  const open: (string | undefined)[] = []
  let declared: string | undefined
  for (const [token, name] of code.matchAll(/\b(?:class|interface|enum|record)\s+(\w+)|[{};]/g)) {
    if (name !== undefined) declared = name
    else if (token === '}') open.pop()
    else {
      if (token === '{') open.push(declared)
      declared = undefined
    }
  }
  return open.filter((name) => name !== undefined)
}
