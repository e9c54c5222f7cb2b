import { isUtf8 } from 'node:buffer'
import { Type, type Static } from 'typebox'
import { packageLimits } from './package-limits.js'
import type { SourceTree } from '../source-tree.js'

/** A piece of text that occurs in a file exactly once, and its replacement. */
const EditSchema = Type.Object(
  {
    file: Type.String({ minLength: 1, maxLength: 400 }),
    find: Type.String({ minLength: 1, maxLength: 20_000 }),
    replace: Type.String({ maxLength: 20_000 }),
  },
  { additionalProperties: false },
)

export const EditsSchema = Type.Array(EditSchema, { minItems: 1, maxItems: 50 })
export type Edits = Static<typeof EditsSchema>

/**
 * A tree with its files edited in the order of the edits. `what` is the tree's name in messages. `refuse` gets the
 * edits that cannot be made, or would do nothing.
 */
export function makeEdits(
  tree: SourceTree,
  edits: Edits,
  what: 'base' | 'reference',
  refuse: (edit: number, detail: string) => void,
): SourceTree {
  const edited = new Map(tree)
  const sizes = new Map(edits.map(({ file }) => [file, tree.get(file)?.length ?? 0]))
  if ([...sizes.values()].reduce((sum, bytes) => sum + bytes, 0) > packageLimits.editedBytes) {
    refuse(0, `The edited files are larger than ${packageLimits.editedBytes / 1024} KB in total: edit smaller ones.`)
    return edited
  }
  for (const [at, { file, find, replace }] of edits.entries()) {
    const content = edited.get(file)
    const parts = content?.toString('utf8').split(find)
    if (!content || !parts) refuse(at, `The ${what} has no file "${file}".`)
    else if (!isUtf8(content)) refuse(at, `${file} of the ${what} is not UTF-8 text, so it cannot be edited.`)
    else if (parts.length !== 2)
      refuse(at, `The text to find appears ${parts.length - 1} times in ${file} of the ${what}: it must appear once.`)
    else if (find === replace) refuse(at, 'The text is replaced by itself, so the edit changes nothing.')
    else edited.set(file, Buffer.from(parts.join(replace)))
  }
  return edited
}
