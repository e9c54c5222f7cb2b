import { existsSync } from 'node:fs'
import t, { type Test } from 'tap'
import { uidOf } from '../../contracts/roles.js'
import { podName } from '../../worker/sandbox/labels.js'
import { exampleLimits, newIdentity, openExamplePod, startServer } from './pod/example-pod.js'
import { readMembers, readNamespaces, type MemberFacts } from './pod/member-facts.js'
import { expectedLimits, expectedStatus, postureTable, volumeSizes, type Posture } from './pod/posture-table.js'
import { readCgroup } from './pod/read-cgroup.js'

/** Every member of one pod, all of them running at the same time. */
const identity = newIdentity()
const name = podName(identity)
await using pod = await openExamplePod('setInterval(() => {}, 1000)', identity)
const quiet = { stdout: () => undefined, stderr: () => undefined }
const [examiner] = await Promise.all([pod.startExaminer(quiet), pod.startServices()])
const subject = await pod.prepareSubject(startServer, 0)
await subject.start()
const building = pod.build({ command: ['sleep', 'infinity'], env: {} })
const members = await awaitMembers()
const slot = Math.floor((pod.sourceOwner - uidOf(0, 'build')) / 16)
const machine = await readNamespaces('self')

async function awaitMembers(): Promise<Map<string, MemberFacts>> {
  for (const deadline = AbortSignal.timeout(60_000); ; deadline.throwIfAborted()) {
    const found = await readMembers(identity.runId)
    if (found.size === postureTable.length) return found
  }
}

const mib = 1024 * 1024

for (const posture of postureTable) {
  await t.test(`the ${posture.role} is held as the table says`, async (t) => {
    const member = members.get(posture.role)
    if (!member) throw new Error(`No ${posture.role} runs`)
    checkIdentity(t, posture, member)
    checkConfinement(t, posture, member)
    await checkResources(t, posture, member)
    checkMounts(t, posture, member)
    checkNamespaces(t, posture, member)
  })
}

function checkIdentity(
  t: Test,
  { role, takesInput }: Posture,
  { inspected: { Config }, status, command }: MemberFacts,
): void {
  t.equal(Config.User, `${uidOf(slot, role)}:${uidOf(slot, role)}`)
  t.match(Config.Labels, {
    'org.assay.run': identity.runId,
    'org.assay.delivery': '1',
    'org.assay.worker': identity.worker,
    'org.assay.role': role,
    'org.assay.pod': name,
  })
  t.match(status, expectedStatus(slot, role))
  t.same(command.slice(0, 3), ['timeout', '-s', 'KILL'], 'PID 1 is the deadline')
  t.equal(status.NSpid?.split(' ')[1], '1')
  const lifetimeSeconds = role === 'build' ? exampleLimits.buildSeconds + 5 : identity.lifetimeSeconds
  t.equal(command[3], String(lifetimeSeconds), 'the deadline is that of the pod')
  t.same([Config.Tty, Config.OpenStdin, Config.StdinOnce], [false, takesInput, takesInput])
}

function checkConfinement(t: Test, { network }: Posture, { inspected }: MemberFacts): void {
  const { HostConfig, LogPath } = inspected
  const holder = members.get('holder')?.id
  t.match(HostConfig, {
    Privileged: false,
    ReadonlyRootfs: true,
    CapDrop: ['ALL'],
    CapAdd: null,
    CgroupnsMode: 'private',
    IpcMode: 'private',
    PidMode: '',
    UTSMode: '',
    UsernsMode: '',
    NetworkMode: network === 'none' ? 'none' : `container:${holder}`,
    AutoRemove: false,
    RestartPolicy: { Name: '' },
    LogConfig: { Type: 'none' },
    Binds: null,
    Devices: null,
    DeviceRequests: null,
    VolumesFrom: null,
    PortBindings: null,
    ExtraHosts: null,
  })
  t.equal(LogPath, '', 'its output is on no disk')
  t.ok(HostConfig.SecurityOpt?.includes('no-new-privileges'))
  const seccomp = HostConfig.SecurityOpt?.find((option: string) => option.startsWith('seccomp='))?.slice(
    'seccomp='.length,
  )
  t.match(JSON.parse(seccomp ?? '{}'), { defaultAction: 'SCMP_ACT_ERRNO' }, 'the profile itself is given, not a path')
  for (const path of ['/proc/kcore', '/proc/keys', '/proc/cmdline', '/proc/kallsyms', '/sys/firmware']) {
    t.ok(HostConfig.MaskedPaths?.includes(path), `${path} is masked`)
  }
}

async function checkResources(
  t: Test,
  { memoryMb, pids, cpus, tmpMb }: Posture,
  { inspected, limits }: MemberFacts,
): Promise<void> {
  const bytes = memoryMb * mib
  t.match(inspected.HostConfig, {
    Memory: bytes,
    MemorySwap: bytes,
    PidsLimit: pids,
    NanoCpus: cpus * 1e9,
    ShmSize: 8 * mib,
    OomScoreAdj: 500,
  })
  t.same(await readCgroup(inspected.State.Pid), { memoryBytes: bytes, pids }, 'the kernel holds it to them')
  t.match(limits, expectedLimits)
  t.same(inspected.HostConfig.Tmpfs, { '/tmp': `rw,nosuid,nodev,noexec,size=${tmpMb}m,nr_inodes=4096,mode=1777` })
}

function checkMounts(t: Test, { writable, readable }: Posture, { inspected, mounts }: MemberFacts): void {
  const volumes = [
    ...Object.entries(writable).map((entry) => [...entry, 'rw']),
    ...Object.entries(readable).map((entry) => [...entry, 'ro']),
  ]
  const expected = volumes.map(([volume = '', at = '', access]) => ({
    volume: `${name}-${volume}`,
    at: at.replace('POD', name),
    access,
  }))
  const given = inspected.Mounts.map(({ Name, Destination, RW, Type }) => ({
    volume: Type === 'volume' ? Name : Type,
    at: Destination,
    access: RW ? 'rw' : 'ro',
  }))
  const inOrder = (list: { at: string }[]) => list.sort((a, b) => (a.at < b.at ? -1 : 1))
  t.same(inOrder(given), inOrder(expected), 'it has these volumes and no folder of the machine')
  for (const [volume = '', at = '', access = ''] of volumes) {
    const { sizeMb, role, mode } = volumeSizes[volume]!
    const mount = mounts.find((found) => found.at === at.replace('POD', name))
    t.equal(mount?.type, 'tmpfs')
    const options = [
      access,
      `size=${sizeMb * 1024}k`,
      `nr_inodes=${sizeMb * 128}`,
      `mode=${mode}`,
      `uid=${uidOf(slot, role)}`,
    ]
    t.same(
      options.filter((option) => !mount?.options.includes(option)),
      [],
      `${volume} has its size, its owner and a bounded number of files`,
    )
  }
  const known = new Set([
    ...expected.map(({ at }) => at),
    '/tmp',
    '/',
    '/etc/hosts',
    '/etc/hostname',
    '/etc/resolv.conf',
  ])
  t.equal(mounts.find(({ at }) => at === '/')?.options[0], 'ro')
  t.same(
    mounts.filter(({ at }) => !known.has(at) && !/^\/(proc|sys|dev)(\/|$)/.test(at)),
    [],
    'nothing else is mounted',
  )
  const loose = mounts.filter(({ at, options }) => at.startsWith('/etc/') && options[0] !== 'ro')
  t.same(loose, [], 'the files that a pod shares are read-only')
}

function checkNamespaces(t: Test, { network, role }: Posture, { namespaces, id }: MemberFacts): void {
  const shared = network === 'of the holder' ? members.get('holder')?.namespaces.net : namespaces.net
  t.equal(namespaces.net, shared)
  const others = [...members.values()].filter((other) => other.id !== id)
  for (const kind of ['pid', 'mnt', 'ipc', 'uts', 'cgroup']) {
    t.not(namespaces[kind], machine[kind], `its ${kind} namespace is not the machine's`)
    t.notOk(
      others.some((other) => other.namespaces[kind] === namespaces[kind]),
      `its ${kind} namespace is its own`,
    )
  }
  t.not(namespaces.net, machine.net, "its network is not the machine's")
  if (role === 'build')
    t.notOk(
      others.some(({ namespaces: { net } }) => net === namespaces.net),
      'a build meets nobody',
    )
}

await t.test('small TCP buffers, few connections in TIME_WAIT and ::1 hold for the whole pod', async (t) => {
  t.same(members.get('holder')?.inspected.HostConfig.Sysctls, {
    'net.ipv4.tcp_rmem': '4096 32768 131072',
    'net.ipv4.tcp_wmem': '4096 16384 131072',
    'net.ipv4.tcp_max_tw_buckets': '4096',
    ...(existsSync('/proc/net/if_inet6') && { 'net.ipv6.conf.all.disable_ipv6': '0' }),
  })
})

await t.test("the hidden tests and the learner's code have no volume in common", async (t) => {
  const volumesOf = (role: string) => members.get(role)?.inspected.Mounts.map(({ Name }) => Name) ?? []
  t.same(
    volumesOf('examiner').filter((volume) => [...volumesOf('subject'), ...volumesOf('build')].includes(volume)),
    [],
  )
  const environment = members.get('subject')?.inspected.Config.Env.join('\n') ?? ''
  const password = members
    .get('redis')
    ?.inspected.Config.Env.find((entry) => entry.startsWith('EXAMINER_PASSWORD='))
    ?.split('=')[1]
  t.ok(password, 'Redis has a password for the examiner')
  t.notOk(environment.includes(password ?? ''), 'the subject does not know it')
})

await Promise.all(
  [...members.values()]
    .filter(({ role }) => role === 'build')
    .map(({ inspected }) => process.kill(inspected.State.Pid, 'SIGKILL')),
)
await t.resolves(building, 'a build that was killed has ended')
await examiner[Symbol.asyncDispose]()
