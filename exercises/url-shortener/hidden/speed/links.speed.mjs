import { expect, scenario } from '@assay/kit'

const callers = 10

const makeUrl = (random, nonce) => `https://${random.word()}.example/${random.word()}/${nonce}?page=${random.int(1, 999)}`

/** Makes links by the API: where they are kept is the learner's decision. Returns all of them. */
async function seedLinks({ http, random, together, from, to, data: links = [] }) {
  for (let at = from; at < to; at += callers) {
    links.push(...(await together(Math.min(callers, to - at), () => createLink(http, makeUrl(random, random.uuid())))))
  }
  return links
}

async function createLink(http, url) {
  const { status, json } = await http.post('/links', { json: { url } })
  expect(status).toBe(201)
  return { code: json.code, url }
}

scenario('Visitors redirected', {
  id: 'follow', weight: 2, unit: 'one visitor', rows: 40, perSecond: 100,
  hint: 'Find the link by its code, without reading the others, and save clicks together, not one by one.',
  seed: seedLinks,
  requests: [{
    name: 'visit',
    make: ({ random, data: links }) => {
      const { code, url } = random.pick(links)
      return { path: `/${code}`, expected: url }
    },
    check: ({ status, headers }, { expected }) => expect([status, headers.location]).toEqual([302, expected]),
  }],
})

scenario('Links created', {
  id: 'create', unit: 'one link', rows: 40, perSecond: 80,
  hint: 'Add a link to what is already saved; do not write all links again.',
  seed: seedLinks,
  requests: [{
    name: 'create',
    make: ({ random, nonce }) => {
      const url = makeUrl(random, nonce)
      return { method: 'POST', path: '/links', json: { url }, expected: url }
    },
    check: ({ status, json }, { expected }) => {
      expect(status).toBe(201)
      expect(json).toMatchObject({ code: expect.stringMatching(/^[A-Za-z0-9]{6,10}$/), url: expected, clicks: 0 })
    },
  }],
  async audit({ http, request: { expected }, response }) {
    const { status, json } = await http.get(`/links/${response.json.code}`)
    expect(status).toBe(200)
    expect(json.url).toBe(expected)
  },
})
