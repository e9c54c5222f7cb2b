const express = require('express')
const app = express()

app.get('/todos', (req, res) => {
  res.json({ items: [], next: null })
}

app.listen(process.env.PORT)
