const { spawn } = require('node:child_process')
const { accessSync, constants, writeFileSync } = require('node:fs')
const { connect, createServer } = require('node:net')

/** Answers whether something can be reached. What it waits for in vain, it has not reached. */
const reaches = (target) =>
  new Promise((resolve) => {
    const socket = connect({ ...target, timeout: 1000 })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false)).once('timeout', () => resolve(false))
  })

/** Whether a port can be had: nobody watches what a connection of the build would hold. */
const mayListen = () =>
  new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false))
    server.listen(0, '127.0.0.1', () => server.close(() => resolve(true)))
  })

const mayWrite = (path) => {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

async function build() {
  // It holds the build's output open: a build that waits for that would never end.
  spawn('sleep', ['600'], { detached: true, stdio: 'inherit' }).unref()
  const deeds = {
    'a public address': reaches({ host: '8.8.8.8', port: 53 }),
    'the host': reaches({ host: '172.17.0.1', port: 22 }),
    'the metadata service': reaches({ host: '169.254.169.254', port: 80 }),
    'the database': reaches({ host: '127.0.0.1', port: 5432 }),
    'a port of its own': mayListen(),
    'the packages of all learners': mayWrite('/node_modules'),
    'the package cache': mayWrite('/usr/local'),
  }
  const succeeded = []
  for (const [name, deed] of Object.entries(deeds)) if (await deed) succeeded.push(name)
  writeFileSync('/app/built.json', JSON.stringify({ tried: Object.keys(deeds).length, succeeded }))
}

build()
