import t from 'tap'
import type { LimitKind } from '../../../../contracts/limits.js'
import { printsWithoutEnd } from '../../../../worker/checks/correctness/examine.js'

const mb = 1024 * 1024

/**
 * A service that has printed something and prints so many bytes more in each look, with the limit of one that may print
 * 8 MB.
 */
function subjectThat(prints: (look: number) => number, printed = 0) {
  const subject = {
    looks: 0,
    limit: null as LimitKind | null,
    log: { bytes: printed },
    breakLimit: async (kind: LimitKind) => void (subject.limit ??= kind),
    pass: async () => {
      subject.looks += 1
      subject.log.bytes += prints(subject.looks)
      if (subject.log.bytes > 8 * mb) await subject.breakLimit('output')
    },
  }
  return subject
}

const look = async (subject: ReturnType<typeof subjectThat>, isNew = false) => [
  await printsWithoutEnd(subject, isNew, subject.pass),
  subject.limit,
  subject.looks,
]

t.test('a service that prints little, or stops printing, goes on', async (t) => {
  t.same(
    await look(
      subjectThat(() => 1000),
      true,
    ),
    [false, null, 1],
  )
  t.same(
    await look(
      subjectThat((at) => (at <= 3 ? mb : 0)),
      true,
    ),
    [false, null, 4],
  )
  t.same(
    await look(subjectThat(() => mb)),
    [false, null, 0],
    'one that has printed little so far costs no time between tests',
  )
})

t.test('a service that prints without end breaks its limit, however fast it prints', async (t) => {
  t.same(
    await look(
      subjectThat(() => 3 * mb),
      true,
    ),
    [true, 'output', 3],
  )
  t.match(await look(subjectThat(() => mb / 4, mb)), [true, 'output'], 'one that is too slow for the limit, too')
})

t.test('a limit that is broken already says nothing about what is printed', async (t) => {
  t.same(
    await look(
      Object.assign(
        subjectThat(() => mb, mb),
        { limit: 'memory' as const },
      ),
    ),
    [false, 'memory', 0],
  )
})
