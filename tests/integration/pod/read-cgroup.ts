import { readFile } from 'node:fs/promises'

/** Memory and processes that the kernel holds a process's control group to, on either version of cgroups. */
export async function readCgroup(pid: number): Promise<{ memoryBytes: number; pids: number }> {
  const rows = (await readFile(`/proc/${pid}/cgroup`, 'utf8'))
    .trim()
    .split('\n')
    .map((row) => row.split(':'))
  const groupOf = (controller: string) => rows.find(([, names]) => names?.split(',').includes(controller))?.[2]
  const read = async (file: string) => Number(await readFile(`/sys/fs/cgroup/${file}`, 'utf8'))
  if (groupOf('memory') === undefined) {
    return { memoryBytes: await read(`${groupOf('')}/memory.max`), pids: await read(`${groupOf('')}/pids.max`) }
  }
  return {
    memoryBytes: await read(`memory${groupOf('memory')}/memory.memsw.limit_in_bytes`),
    pids: await read(`pids${groupOf('pids')}/pids.max`),
  }
}
