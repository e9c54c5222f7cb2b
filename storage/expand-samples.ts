import { join } from 'node:path/posix'
import { Type, type Static } from 'typebox'
import { EditsSchema, makeEdits } from '../contracts/exercise/edits.js'
import { CallerError, type ProblemDetail } from '../contracts/errors.js'
import { uploadLimits } from '../contracts/limits.js'
import { packageLimits } from '../contracts/exercise/package-limits.js'
import { filesUnder } from '../contracts/exercise/reference.js'
import type { SourceTree } from '../contracts/source-tree.js'
import { readYamlFile, type YamlFile } from '../contracts/exercise/yaml-file.js'
import { UploadLedger } from './archive/upload-ledger.js'

const pathSchema = Type.String({ minLength: 1, maxLength: uploadLimits.pathLength })

/** `changes.yaml` of a sample: how it differs from another. Unknown keys are refused. */
const ChangesSchema = Type.Object(
  {
    /** A sample's name, as `accepted/node-reference` or `starter/node`. */
    base: pathSchema,
    /** Files and folders of the base, each with its path in this sample, which `removed` and `edits` use. */
    moved: Type.Optional(Type.Record(pathSchema, pathSchema, { minProperties: 1, maxProperties: 50 })),
    removed: Type.Optional(Type.Array(pathSchema, { minItems: 1, maxItems: 200 })),
    edits: Type.Optional(EditsSchema),
  },
  { additionalProperties: false },
)

/**
 * The files of a package with all samples complete: each `changes.yaml` gives way to the files that it describes. A
 * package passes here when it is read from a folder and when it is published, so that nothing else needs to know of
 * bases. Throws
 * `CallerError('package-invalid')` with every mistake, and `RejectedUpload` where the complete package is larger than
 * an upload may be.
 */
export function expandSamples(files: SourceTree): SourceTree {
  const sources = [...files].filter(([path]) => /^submissions\/[^/]+\/[^/]+\/changes\.yaml$/.test(path))
  if (sources.length === 0) return files
  const { changesBytes, mistakes: mostMistakes } = packageLimits
  if (sources.reduce((sum, [, source]) => sum + source.length, 0) > changesBytes)
    throw invalid([
      { pointer: 'submissions/', detail: `All changes.yaml are larger than ${changesBytes / 1024} KB in total.` },
    ])
  const samples = new Samples(files)
  for (const [path] of sources)
    if (samples.mistakes.length < mostMistakes) samples.read(path.split('/').slice(1, 3).join('/'))
  if (samples.mistakes.length > 0) throw invalid(samples.mistakes.slice(0, mostMistakes))
  return new Map([...samples.expanded].sort(([a], [b]) => (a < b ? -1 : 1)))
}

const invalid = (errors: readonly ProblemDetail[]) =>
  new CallerError('package-invalid', `The samples have ${errors.length} mistake(s).`, { errors })

class Samples {
  readonly mistakes: ProblemDetail[] = []
  /** The whole package, with the samples that have been read so far. */
  readonly expanded: Map<string, Buffer>
  readonly #files: SourceTree
  /** The limits hold for the complete package: a short one could otherwise describe an endless one. */
  readonly #ledger = new UploadLedger(uploadLimits)
  readonly #read = new Map<string, SourceTree | 'in progress' | 'wrong'>()

  constructor(files: SourceTree) {
    this.#files = files
    this.expanded = new Map(files)
    for (const [path, content] of files) this.#admit(path, content)
  }

  /** The submission that a sample is; a sample may be the base of others. */
  read(name: string): SourceTree | 'in progress' | 'wrong' {
    const known = this.#read.get(name)
    if (known) return known
    this.#read.set(name, 'in progress')
    const folder = folderOf(name)
    const place = `${folder}/changes.yaml`
    const own = new Map(filesUnder(this.#files, folder, 'expect.yaml'))
    own.delete('changes.yaml')
    const source = this.#files.get(place)
    const sample = source ? this.#change(folder, own, readYamlFile(ChangesSchema, place, source.toString('utf8'))) : own
    this.#read.set(name, sample)
    if (!source || sample === 'wrong') return sample
    this.expanded.delete(place)
    for (const [path, content] of sample) {
      if (!own.has(path)) this.#admit(`${folder}/${path}`, content)
      this.expanded.set(`${folder}/${path}`, content)
    }
    return sample
  }

  #change(folder: string, own: SourceTree, changes: YamlFile<Static<typeof ChangesSchema>>): SourceTree | 'wrong' {
    const { value, at } = changes
    const before = this.mistakes.length
    const refuse = (pointer: string, detail: string) => void this.mistakes.push({ pointer, detail })
    this.mistakes.push(...changes.mistakes)
    const found = value && this.#readBase(value.base, (detail) => refuse(at('/base'), detail))
    if (!found) return 'wrong'
    const { moved = {}, removed = [], edits = [] } = value
    const base = moveFiles(found, moved, (from, detail) => refuse(at(`/moved/${from.replaceAll('/', '~1')}`), detail))
    const kept = removeFiles(base, removed, (index, detail) => refuse(at(`/removed/${index}`), detail))
    const edited = makeEdits(kept, edits, 'base', (edit, detail) => refuse(at(`/edits/${edit}`), detail))
    for (const [path, content] of own) {
      const pointer = `${folder}/${path}`
      if (base.get(path)?.equals(content)) refuse(pointer, 'The base has the same file: delete this copy.')
      else if (base.has(path) && !kept.has(path))
        refuse(pointer, 'changes.yaml removes this file: delete it here, or keep it there.')
      else if (edits.some(({ file }) => file === path))
        refuse(pointer, 'changes.yaml edits this file: delete it here, or remove the edits.')
    }
    return this.mistakes.length === before ? new Map([...edited, ...own]) : 'wrong'
  }

  /** Says nothing of a base that is wrong itself: its mistakes are listed already. */
  #readBase(name: string, refuse: (detail: string) => void): SourceTree | undefined {
    const base = /^[^/]+\/[^/]+$/.test(name) ? this.read(name) : new Map<string, Buffer>()
    if (base === 'in progress') refuse(`The base ${name} is itself based on this sample.`)
    else if (base !== 'wrong' && base.size > 0) return base
    else if (base !== 'wrong') refuse(`There is no sample "${name}" in the package.`)
    return undefined
  }

  #admit(path: string, content: Buffer): void {
    this.#ledger.admitFile(path)
    this.#ledger.countBytes(content.length)
  }
}

/** A tree with files and folders moved, one after the other. `refuse` gets those that cannot be moved. */
function moveFiles(
  tree: SourceTree,
  moved: Readonly<Record<string, string>>,
  refuse: (from: string, detail: string) => void,
): SourceTree {
  const placed = new Map(tree)
  for (const [from, to] of Object.entries(moved)) {
    const inside = filesAt(placed, from)
    if (inside.length === 0) refuse(from, missing(from))
    for (const [path] of inside) placed.delete(path)
    for (const [path, content] of inside) {
      const target = join(to, path.slice(from.length))
      if (placed.has(target)) refuse(from, `The base already has a file "${target}".`)
      placed.set(target, content)
    }
  }
  return placed
}

/** A tree without some files and folders. `refuse` gets those that are not there. */
function removeFiles(
  tree: SourceTree,
  removed: readonly string[],
  refuse: (index: number, detail: string) => void,
): SourceTree {
  const kept = new Map(tree)
  for (const [index, name] of removed.entries()) {
    const inside = filesAt(kept, name)
    if (inside.length === 0) refuse(index, missing(name))
    for (const [path] of inside) kept.delete(path)
  }
  return kept
}

/** A file by its path, or the files of a folder. */
const filesAt = (tree: SourceTree, place: string) =>
  [...tree].filter(([path]) => path === place || path.startsWith(`${place}/`))

const missing = (place: string) => `The base has no file or folder "${place}".`

const folderOf = (name: string) => (name.startsWith('starter/') ? name : `submissions/${name}`)
