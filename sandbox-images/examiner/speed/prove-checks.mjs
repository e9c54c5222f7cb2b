const samplesOfKind = 20

/**
 * Shows that checks look at the request they belong to: the answer to one is held against the check of another of its
 * kind. A check that takes it would also take an answer from a cache, or one that was sent before it was asked for.
 */
export function createCheckProof() {
  const samples = new Map()
  return {
    /** @param {object} planned @param {object} answer a right one */
    add(planned, answer) {
      const ofKind = samples.get(planned.kind) ?? []
      if (ofKind.length < samplesOfKind) samples.set(planned.kind, [...ofKind, { planned, answer }])
    },
    /** The first kind of request whose check takes answers to others, in words; `null` where none does. */
    findUnproven() {
      for (const [kind, ofKind] of samples) {
        const crossed = ofKind
          .slice(1)
          .flatMap((sample, at) =>
            isSame(sample, ofKind[at]) ? [] : [sample.planned.judge(ofKind[at].answer) === null],
          )
        const taken = crossed.filter(Boolean).length
        if (ofKind.length > 1 && crossed.length === 0)
          return `all requests of the kind "${kind}" are the same: make each depend on the nonce or on random`
        if (taken * 2 > crossed.length)
          return `the check of "${kind}" accepts the response to another request: compare something that only the correct response has`
      }
      return null
    },
  }
}

const isSame = (one, other) => keyOf(one) === keyOf(other)
const keyOf = ({ planned: { request } }) =>
  `${request.method} ${request.path} ${request.body ?? ''} ${JSON.stringify(request.headers)}`
