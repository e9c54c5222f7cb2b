import type { SourceTree } from '../../contracts/source-tree.js'
import type { Cause } from './cause.js'

/**
 * Systems that take "Routes" for "routes" are what most learners write on. Undefined: it is not for the letters' case.
 */
export function explainCase(file: string, source: SourceTree): Cause | undefined {
  const wanted = file.replace(/^\/app\//, '').replace(/^(\.{1,2}\/)+/, '')
  const twin = [...source.keys()].find((path) => {
    const end = path.slice(-wanted.length - extensionOf(path, wanted).length)
    return end.toLowerCase() === `${wanted}${extensionOf(path, wanted)}`.toLowerCase() && !end.startsWith(wanted)
  })
  return twin === undefined
    ? undefined
    : {
        detail: `There is no file "${wanted}": the file is called ${twin}.`,
        advice:
          'Upper and lower case matter in file names. Change the name in your code to match the name of the file.',
      }
}

/** Of an ES module: unlike the compiler and require(), Node adds no extension. */
export function explainExtension(file: string, source: SourceTree, log: string): Cause | undefined {
  const name = file.split('/').at(-1) ?? ''
  if (name.includes('.') || !log.includes(`'${file}' imported from`)) return undefined
  const twin = [...source.keys()].find((path) =>
    new RegExp(`(^|/)${escapeName(name)}(/index)?\\.[mc]?[jt]s$`).test(path),
  )
  const folder = twin !== undefined && /\/index\.\w+$/.test(twin) ? `${name}/index.js` : `${name}.js`
  return twin === undefined
    ? undefined
    : {
        detail: `An import of ${twin} has no extension, which Node needs in ES modules ("type": "module").`,
        advice: `Write "./${folder}", also for a TypeScript file, and in all other relative imports. With "module": "nodenext" in tsconfig.json, the compiler finds them.`,
      }
}

const escapeName = (name: string) => name.replace(/[^\w-]/g, String.raw`\$&`)

/** A file beside the source that the compiler did not put beside its output. */
export function explainUncopied(path: string, source: SourceTree): Cause | undefined {
  const rest = /^(?:dist|build|out|lib)\/(.+)$/.exec(path)?.[1]
  const twin = [...source.keys()].find((each) => rest !== undefined && (each === rest || each.endsWith(`/${rest}`)))
  return twin === undefined || source.has(path)
    ? undefined
    : {
        detail: `There is no file ${path}: your upload has ${twin}, and the build does not copy it.`,
        advice: `The TypeScript compiler copies nothing. Add the copy to the build, as in "tsc && cp ${twin} ${path}", or read the file from its folder in the source.`,
      }
}

/** A file or folder that the upload has elsewhere. */
export function explainPlace(path: string, source: SourceTree): Cause | undefined {
  const twin = [...source.keys()]
    .map((each) => `/${each}/`)
    .find((each) => each.includes(`/${path}/`) && !each.startsWith(`/${path}/`))
  const found = twin?.slice(1, twin.indexOf(`/${path}/`) + path.length + 1)
  return found === undefined
    ? undefined
    : {
        detail: `There is no "${path}" at the top of your submission, where relative paths begin: your upload has ${found}.`,
        advice:
          'Build the path from the folder of the file that uses it: with __dirname, or import.meta.dirname in ES modules.',
      }
}

/** What an import leaves out. */
const extensionOf = (path: string, wanted: string) => (/\.\w+$/.test(wanted) ? '' : (/\.\w+$/.exec(path)?.[0] ?? ''))
