import t from 'tap'
import { roleIndexes, slotCount, uidOf, uidsPerSlot, type Role } from '../../contracts/roles.js'

t.test('no two roles of any slots share a UID', async (t) => {
  const uids = Array.from({ length: slotCount }, (_, slot) =>
    (Object.keys(roleIndexes) as Role[]).map((role) => uidOf(slot, role)),
  ).flat()
  t.equal(new Set(uids).size, uids.length)
  t.ok(Math.max(...Object.values(roleIndexes)) < uidsPerSlot)
})

t.test('a slot that does not exist is refused', async (t) => {
  t.throws(() => uidOf(slotCount, 'subject'), /no such slot/)
  t.throws(() => uidOf(-1, 'subject'), /no such slot/)
  t.throws(() => uidOf(0.5, 'subject'), /no such slot/)
})
