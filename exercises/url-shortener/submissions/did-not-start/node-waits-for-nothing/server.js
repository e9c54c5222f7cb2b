import { createServer } from 'node:http'
import { once, EventEmitter } from 'node:events'

const storage = new EventEmitter()
setInterval(() => console.log('still waiting for the storage'), 2000)

// The event is called "open"; nobody ever emits "ready".
storage.emit('open')
await once(storage, 'ready')

createServer((request, response) => response.writeHead(404).end()).listen(process.env.PORT)
