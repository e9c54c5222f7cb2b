import t from 'tap'
import { firstUid, roleIndexes, slotCount, uidOf, type Role } from '../../../contracts/roles.js'
import { runInImage } from './image-container.js'

const roles = Object.keys(roleIndexes) as Role[]

t.test('every UID that a pod can give bears the name of its role, in passwd and group', async (t) => {
  const wanted = Array.from({ length: slotCount }, (_, slot) =>
    roles.map((role) => `${role} ${uidOf(slot, role)}`),
  ).flat()
  for (const file of ['passwd', 'group']) {
    const command = ['awk', '-F:', `$3 >= ${firstUid} { print $1 " " $3 }`, `/etc/${file}`]
    const { output } = await runInImage({ image: 'holder', role: 'holder', command })
    t.same(output.split('\n').sort(), wanted.sort(), file)
  }
})

t.test("no UID of a pod is the one that owns the platform's data", async (t) => {
  const { output } = await runInImage({
    image: 'postgres',
    role: 'postgres',
    command: ['stat', '-c', '%u', '/var/lib/postgresql/data'],
  })
  t.ok(Number(output) < firstUid, output)
})
