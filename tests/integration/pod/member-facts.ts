import { readFile, readlink } from 'node:fs/promises'
import { label } from '../../../worker/sandbox/labels.js'
import { engine } from './example-pod.js'

/** What the engine and the kernel say of one running container of a pod. */
export interface MemberFacts {
  role: string
  id: string
  inspected: Awaited<ReturnType<ReturnType<typeof engine.getContainer>['inspect']>>
  /** Of PID 1, as the machine sees it. */
  status: Record<string, string>
  limits: Record<string, string>
  mounts: readonly MountFacts[]
  namespaces: Record<string, string>
  command: readonly string[]
}

export interface MountFacts {
  at: string
  type: string
  /** Options of the mount and of its file system. */
  options: readonly string[]
}

export const namespaceNames = ['net', 'pid', 'mnt', 'ipc', 'uts', 'cgroup'] as const

/** Every running container of a run by its role. */
export async function readMembers(runId: string): Promise<Map<string, MemberFacts>> {
  const containers = await engine.listContainers({ filters: { label: [`${label.run}=${runId}`] } })
  const members = await Promise.all(containers.map(({ Id }) => readMember(Id)))
  return new Map(members.map((member) => [member.role, member]))
}

async function readMember(id: string): Promise<MemberFacts> {
  const inspected = await engine.getContainer(id).inspect()
  const pid = inspected.State.Pid
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8')
  return {
    role: inspected.Config.Labels[label.role] ?? '',
    id,
    inspected,
    status: readTable(await read('status'), /^(\w+):\s*(.*)$/),
    limits: readTable(await read('limits'), /^(Max [\w ]+?)\s{2,}(\S+\s+\S+)/),
    mounts: (await read('mountinfo')).trim().split('\n').map(readMount),
    namespaces: await readNamespaces(pid),
    command: (await read('cmdline')).split('\0').slice(0, -1),
  }
}

function readTable(text: string, row: RegExp): Record<string, string> {
  const rows = text
    .split('\n')
    .map((line) => row.exec(line))
    .filter((found) => found !== null)
  return Object.fromEntries(rows.map(([, name = '', value = '']) => [name, value.replace(/\s+/g, ' ').trim()]))
}

/** A row of mountinfo: id, parent, device, root, target, options, …, `-`, type, source, options of the file system. */
function readMount(row: string): MountFacts {
  const [left = '', right = ''] = row.split(' - ')
  const [, , , , at = '', options = ''] = left.split(' ')
  const [type = '', , superOptions = ''] = right.split(' ')
  return { at, type, options: [...options.split(','), ...superOptions.split(',')] }
}

/** The namespaces of a process of this machine. */
export async function readNamespaces(pid: number | 'self'): Promise<Record<string, string>> {
  const entries = namespaceNames.map(async (name) => [name, await readlink(`/proc/${pid}/ns/${name}`)] as const)
  return Object.fromEntries(await Promise.all(entries))
}
