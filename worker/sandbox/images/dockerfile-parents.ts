/** What a Dockerfile of ours stands on: `FROM assay/<name>` and `COPY --from=assay/<name>`, always without a tag. */
const parentReference = /^(FROM\s+|COPY\s+--from=)assay\/([a-z][a-z0-9-]*)(?=\s|$)/gm

/** Names of the images that must exist before this one can be built, each once. */
export function readParents(dockerfile: string): string[] {
  return [...new Set([...dockerfile.matchAll(parentReference)].map((match) => match[2] as string))]
}

/** The same Dockerfile with each parent named as given: by the id of an image that the engine has. */
export function pinParents(dockerfile: string, ids: ReadonlyMap<string, string>): string {
  return dockerfile.replace(parentReference, (_, instruction: string, name: string) => {
    const id = ids.get(name)
    if (id === undefined) throw new Error(`the id of parent image "${name}" is not known`)
    return instruction + id
  })
}
