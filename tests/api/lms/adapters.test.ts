import t from 'tap'
import { adapterNames, findAdapter } from '../../../api/lms/connections.js'

t.test('each adapter is found by its name, nothing else is', async (t) => {
  t.same(adapterNames, ['standard-webhooks', 'canvas-live-events'])
  for (const name of adapterNames) t.equal(findAdapter(name)?.name, name)
  for (const name of ['', 'toString', '__proto__', 'Standard-Webhooks']) t.equal(findAdapter(name), undefined)
})
