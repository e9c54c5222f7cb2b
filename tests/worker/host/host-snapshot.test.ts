import t from 'tap'
import { compareSnapshots, parseSnapshot, takeSnapshot, type HostSnapshot } from '../../../worker/watch-noise.js'

const texts = {
  stat: 'cpu  1000 0 500 8000 100 0 0 400 70 0\ncpu0 500 0 250 4000 50 0 0 200 70 0\ncpu1 500 0 250 4000 50 0 0 200 0 0\nintr 1 2\n',
  loadavg: '1.50 0.40 0.30 2/300 4711\n',
  cpuinfo: 'processor\t: 0\ncpu MHz\t\t: 2400.120\nprocessor\t: 1\ncpu MHz\t\t: 3100.900\n',
}
const begin = parseSnapshot(texts, 1000) as HostSnapshot

t.test('a snapshot is read from what the kernel counts', async (t) => {
  t.same(begin, {
    atMs: 1000,
    cores: 2,
    ticks: { all: 10_000, idle: 8100, steal: 400 },
    load: 1.5,
    megahertz: [2400.12, 3100.9],
  })
})

t.test('what cannot be read is no snapshot', async (t) => {
  t.equal(parseSnapshot({ ...texts, stat: 'intr 1' }, 0), null)
  t.equal(parseSnapshot({ ...texts, loadavg: '' }, 0), null)
  t.same(parseSnapshot({ ...texts, cpuinfo: 'processor : 0' }, 0)?.megahertz, [])
})

t.test('noise is what happened in between', async (t) => {
  const end = { ...begin, atMs: 21_000, ticks: { all: 12_000, idle: 9100, steal: 500 }, load: 3, megahertz: [1200] }
  t.same(compareSnapshots([begin, end]), {
    seconds: 20,
    stealPercent: 5,
    busyPercent: 50,
    loadPerCore: 1.5,
    frequencyMhz: { low: 1200, high: 3101 },
  })
  t.equal(
    compareSnapshots([
      { ...begin, megahertz: [] },
      { ...end, megahertz: [] },
    ])?.frequencyMhz,
    null,
  )
})

t.test('one look, or a clock that stands, tells nothing', async (t) => {
  t.equal(compareSnapshots([]), null)
  t.equal(compareSnapshots([begin]), null)
  t.equal(compareSnapshots([begin, begin]), null)
})

t.test('this host can be looked at', { skip: process.platform !== 'linux' }, async (t) => {
  t.ok(((await takeSnapshot(0))?.cores ?? 0) > 0)
})
