import express from 'express'

const app = express()
const visits = []

// Prints all visits so far at each visit, with all that is known of them.
app.use((req, res) => {
  visits.push({ at: new Date(), method: req.method, url: req.url, headers: req.rawHeaders, padding: '-'.repeat(20_000) })
  for (const visit of visits) console.log(JSON.stringify(visit))
  res.status(404).type('application/problem+json').send('{"status": 404, "title": "There is nothing here but a log."}')
})

app.listen(process.env.PORT)
