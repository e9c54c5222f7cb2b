import t from 'tap'
import {
  type ContainerPlan,
  hardenedOptions,
  seccompProfile,
  unixOnlyProfile,
} from '../../../worker/sandbox/hardening.js'

const plan: ContainerPlan = {
  image: 'assay/node:1',
  uid: 200001,
  labels: { a: 'b' },
  network: { joins: 'abc' },
  command: ['node', 'server.js'],
  env: { PORT: '8080' },
  workingDir: '/app',
  mounts: [],
  limits: { cpus: 0.5, memoryMb: 100, pids: 20, tmpMb: 7, lifetimeSeconds: 33 },
  takesInput: false,
}
const host = (changes: Partial<ContainerPlan> = {}) => hardenedOptions({ ...plan, ...changes }).HostConfig!

t.test('puts the deadline in front of the command, whatever the image says', async (t) => {
  const { Cmd, Entrypoint } = hardenedOptions(plan)
  t.same(Entrypoint, [])
  t.same(Cmd, ['timeout', '-s', 'KILL', '33', 'node', 'server.js'])
})

t.test('counts memory with swap, and gives every container limits', async (t) => {
  const bytes = 100 * 1024 * 1024
  t.match(host(), { Memory: bytes, MemorySwap: bytes, NanoCpus: 5e8, PidsLimit: 20, ShmSize: 8 * 1024 * 1024 })
  t.same(host().Tmpfs, { '/tmp': 'rw,nosuid,nodev,noexec,size=7m,nr_inodes=4096,mode=1777' })
})

t.test('keeps to its cores where it is given some', async (t) => {
  t.equal(host().CpusetCpus, undefined)
  t.equal(host({ limits: { ...plan.limits, cores: '2-3' } }).CpusetCpus, '2-3')
})

t.test('has no limit that counts a UID over the whole machine', async (t) => {
  t.notOk(host().Ulimits?.some((limit: { Name?: string | undefined }) => limit.Name === 'nproc'))
})

t.test('what tells of the host and of neighbours is masked, beside what engines mask', async (t) => {
  const engines =
    '/proc/asound /proc/acpi /proc/kcore /proc/keys /proc/latency_stats /proc/timer_list /proc/timer_stats /proc/sched_debug /proc/scsi /sys/firmware /sys/devices/virtual/powercap'
  const ours =
    '/proc/cmdline /proc/config.gz /proc/kallsyms /proc/pressure /proc/interrupts /proc/diskstats /proc/key-users /sys/block'
  t.same(
    [...engines.split(' '), ...ours.split(' ')].filter((path) => !host().MaskedPaths?.includes(path)),
    [],
  )
})

t.test("joins the holder's network or none, never the engine's", async (t) => {
  t.equal(host().NetworkMode, 'container:abc')
  t.equal(host({ network: 'none' }).NetworkMode, 'none')
})

t.test('opens an input only for who is told something', async (t) => {
  t.match(hardenedOptions(plan), { AttachStdin: false, OpenStdin: false, StdinOnce: false, Tty: false })
  t.match(hardenedOptions({ ...plan, takesInput: true }), {
    AttachStdin: true,
    OpenStdin: true,
    StdinOnce: true,
    Tty: false,
  })
})

t.test('leaves out what the engine would misread when empty', async (t) => {
  t.notOk('name' in hardenedOptions(plan))
  t.notOk('Sysctls' in host())
  t.same(host({ sysctls: { 'net.a': '1' } }).Sysctls, { 'net.a': '1' })
})

interface Rule {
  names: string[]
  action: string
  args?: { index: number; value: number; op?: string }[]
  errnoRet?: number
}

const rulesIn = (profile: string, name: string) =>
  (JSON.parse(profile) as { syscalls: Rule[] }).syscalls.filter(({ names }) => names.includes(name))

t.test('who has no network has no socket but a unix one', async (t) => {
  t.ok(hardenedOptions({ ...plan, network: 'none' }).HostConfig?.SecurityOpt?.includes(`seccomp=${unixOnlyProfile}`))
  const families = (action: string) =>
    rulesIn(unixOnlyProfile, 'socket')
      .filter((rule) => rule.action === action)
      .map(({ args }) => args?.[0]?.value)
  t.same(families('SCMP_ACT_ALLOW'), [1])
  t.same(families('SCMP_ACT_ERRNO'), [2, 10, 16], 'as in a kernel without them')
})

t.test('options of sockets are allowed one by one', async (t) => {
  const rules = rulesIn(seccompProfile, 'setsockopt')
  t.ok(
    rules.every(({ args }) => args?.every(({ op }) => op === 'SCMP_CMP_EQ')),
    'the kernel reads half of the bits that other comparisons see',
  )
  t.same(
    rules.filter(({ args }) => args?.length !== 2).map(({ args }) => args?.[0]?.value),
    [0, 41],
    'whole levels',
  )
})

t.test('the system calls that a host must never see from a container are on no list', async (t) => {
  const { defaultAction, syscalls } = JSON.parse(seccompProfile) as { defaultAction: string; syscalls: Rule[] }
  t.equal(defaultAction, 'SCMP_ACT_ERRNO')
  const allowed = new Set(syscalls.filter(({ action }) => action === 'SCMP_ACT_ALLOW').flatMap(({ names }) => names))
  const forbidden =
    'ptrace mount umount2 unshare setns pivot_root chroot bpf keyctl add_key io_uring_setup io_uring_enter io_setup userfaultfd perf_event_open kexec_load init_module reboot process_vm_readv process_vm_writev open_by_handle_at name_to_handle_at mq_open clone3 splice tee vmsplice personality'
  t.same(
    forbidden.split(' ').filter((name) => allowed.has(name)),
    [],
  )
})

t.test('sockets are allowed by family, and clone only without namespaces', async (t) => {
  const { syscalls } = JSON.parse(seccompProfile) as { syscalls: Rule[] }
  const rulesOf = (name: string) => syscalls.filter(({ names }) => names.includes(name))
  t.ok(
    rulesOf('socket').every(({ args }) => args?.some(({ index }) => index === 0)),
    'no socket rule leaves the family open',
  )
  t.same(
    rulesOf('socket')
      .map(({ args }) => args?.[0]?.value)
      .sort(),
    [1, 10, 16, 2],
  )
  t.ok(rulesOf('clone').every(({ args }) => (args?.length ?? 0) > 0))
  t.match(rulesOf('clone3'), [{ action: 'SCMP_ACT_ERRNO', errnoRet: 38 }])
})
