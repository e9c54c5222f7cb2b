import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { parse } from 'acorn'
import { simple } from 'acorn-walk'

/** One file of an image's build context. `path` is relative with '/'. */
export interface ImageFile {
  path: string
  isExecutable: boolean
  content: Buffer
}

/**
 * The compiled programs of an image, as its package.json names them: `"assay": { "entryPoints": ["main.js"] }`, each by
 * its path in the image's folder. An image without this has no compiled files.
 */
export function readEntryPoints(packageFile: string): string[] {
  if (!existsSync(packageFile)) return []
  const { assay } = JSON.parse(readFileSync(packageFile, 'utf8')) as { assay?: { entryPoints?: string[] } }
  return assay?.entryPoints ?? []
}

/**
 * What the entry points of an image reach by imports, among the compiled files of the whole project. Their paths start
 * at the project's root (`dist/contracts/…`), so that an image has the folders of a checkout and every relative path
 * is right in both. Only these files go into the image and its tag: a change to any other does not build it again.
 */
export async function readCompiledFiles(
  name: string,
  entryPoints: readonly string[],
  imagesFolder: string,
): Promise<ImageFile[]> {
  const root = dirname(imagesFolder)
  const compiledFolder = join(root, 'dist')
  const files = new Map<string, ImageFile>()
  const add = async (file: string, importer: string): Promise<void> => {
    const path = relative(root, file)
    if (files.has(path)) return
    if (!file.startsWith(`${compiledFolder}/`)) throw new Error(`${importer} imports ${path}, which is not compiled`)
    if (!existsSync(file)) throw new Error(`image "${name}" needs ${path}: run \`npm run build\` first`)
    const source = withoutSourceMap(await readFile(file, 'utf8'))
    files.set(path, { path, isExecutable: false, content: Buffer.from(source) })
    for (const specifier of importsOf(source))
      if (specifier.startsWith('.')) await add(join(dirname(file), specifier), path)
  }
  for (const entryPoint of entryPoints) {
    await add(join(compiledFolder, basename(imagesFolder), name, entryPoint), 'package.json')
  }
  return [...files.values()]
}

/** Images have no source maps. */
const withoutSourceMap = (source: string): string => source.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n')

/** The modules that a module imports, at its start or later. */
export function importsOf(source: string): string[] {
  const specifiers: unknown[] = []
  const add = ({ source }: { source?: unknown }) => specifiers.push((source as { value?: unknown } | null)?.value)
  simple(parse(source, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true }), {
    ImportDeclaration: add,
    ExportNamedDeclaration: add,
    ExportAllDeclaration: add,
    ImportExpression: add,
  })
  return specifiers.filter((specifier) => typeof specifier === 'string')
}
