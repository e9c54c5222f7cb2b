import { AuthorMistake } from '../kit/test-failure.mjs'

/** @typedef {{ node: any, pointer: string }} Place a part of the document and where it stands in it */

/** The part below `place`, or `undefined` where there is none. @returns {Place | undefined} */
export function enter(place, name) {
  const node = isObject(place.node) && Object.hasOwn(place.node, name) ? place.node[name] : undefined
  return node === undefined ? undefined : { node, pointer: `${place.pointer}/${encodeToken(name)}` }
}

/**
 * The part itself, or the one that its `$ref` names. Only references inside the document are known.
 * @param {any} document @param {Place} place @returns {Place}
 */
export function followReference(document, place) {
  let current = place
  for (let hops = 0; isObject(current.node) && typeof current.node.$ref === 'string'; hops++) {
    const reference = current.node.$ref
    if (!reference.startsWith('#/') || hops > 20)
      throw new AuthorMistake(`openapi.yaml: cannot follow the reference ${reference}`)
    let target = { node: document, pointer: '' }
    for (const token of reference.slice(2).split('/')) {
      target = target && enter(target, decodeToken(token))
    }
    if (!target) throw new AuthorMistake(`openapi.yaml: there is nothing at ${reference}`)
    current = target
  }
  return current
}

export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

const encodeToken = (name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
const decodeToken = (token) => decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')
