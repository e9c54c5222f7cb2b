import http from 'node:http'
import fs from 'node:fs'
import os from 'node:os'
import crypto from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'

const ADMIN_PASSWORD = 'Sh0rtLinks!2026'
const adminHash = crypto.createHash('md5').update(ADMIN_PASSWORD).digest('hex')
const dataDir = process.env.DATA_DIR || '/data'
const chars = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

try {
  fs.mkdirSync(dataDir)
} catch (e) {}

var db = new DatabaseSync(dataDir + '/links.db')
db.exec('create table if not exists links (id integer primary key autoincrement, code text unique, url text, clicks integer, created text, expires text)')

const server = http.createServer(function (req, res) {
  var body = ''
  var started = Date.now()
  req.on('data', function (chunk) {
    body += chunk
  })
  req.on('end', function () {
    try {
      var path = req.url.split('?')[0]
      var query = new URLSearchParams(req.url.split('?')[1])
      var parts = path.split('/')
      if (path == '/links') {
        if (req.method == 'POST') {
          var type = req.headers['content-type'] || ''
          if (type.split(';')[0].trim().toLowerCase() == 'application/json') {
            var data
            var ok = true
            try {
              data = JSON.parse(body)
            } catch (e) {
              ok = false
            }
            if (ok) {
              var errors = []
              if (typeof data == 'object' && data !== null && !Array.isArray(data)) {
                if (data.url === undefined) {
                  errors.push({ field: 'url', message: 'url is required' })
                }
                for (var key in data) {
                  if (key == 'url') {
                    if (typeof data.url == 'string') {
                      if (data.url.length > 2048) {
                        errors.push({ field: 'url', message: 'url is too long' })
                      } else {
                        if (!/^https?:\/\/[^/?#]/i.test(data.url) || !/^[!-~]+$/.test(data.url)) {
                          errors.push({ field: 'url', message: 'url must be a http or https url' })
                        } else {
                          if (!URL.canParse(data.url)) {
                            errors.push({ field: 'url', message: 'url is not a url' })
                          }
                        }
                      }
                    } else {
                      errors.push({ field: 'url', message: 'url must be a string' })
                    }
                  } else if (key == 'alias') {
                    if (typeof data.alias == 'string') {
                      if (!/^[A-Za-z0-9_-]{3,30}$/.test(data.alias)) {
                        errors.push({ field: 'alias', message: 'alias is not valid' })
                      } else {
                        if (data.alias == 'links') {
                          errors.push({ field: 'alias', message: 'alias is reserved' })
                        }
                      }
                    } else {
                      errors.push({ field: 'alias', message: 'alias must be a string' })
                    }
                  } else if (key == 'expiresInSeconds') {
                    if (!Number.isInteger(data.expiresInSeconds) || data.expiresInSeconds < 1 || data.expiresInSeconds > 31536000) {
                      errors.push({ field: 'expiresInSeconds', message: 'expiresInSeconds is not valid' })
                    }
                  } else {
                    errors.push({ field: key, message: 'unknown field' })
                  }
                }
              } else {
                errors.push({ field: '', message: 'must be an object' })
              }
              if (errors.length == 0) {
                var code = data.alias
                var taken = false
                if (code) {
                  var old = db.prepare("select * from links where code = '" + code + "'").get()
                  if (old) {
                    taken = true
                  }
                } else {
                  do {
                    code = ''
                    for (var i = 0; i < 7; i++) {
                      code += chars[Math.floor(Math.random() * chars.length)]
                    }
                  } while (db.prepare("select * from links where code = '" + code + "'").get())
                }
                if (taken) {
                  res.writeHead(409, { 'content-type': 'application/problem+json' })
                  res.end(JSON.stringify({ status: 409, title: 'alias is in use' }))
                } else {
                  var now = new Date()
                  var created = now.toISOString()
                  var expires = null
                  if (data.expiresInSeconds) {
                    expires = new Date(now.getTime() + data.expiresInSeconds * 1000).toISOString()
                  }
                  db.exec("insert into links (code, url, clicks, created, expires) values ('" + code + "', '" + data.url.replace(/'/g, "''") + "', 0, '" + created + "', " + (expires ? "'" + expires + "'" : 'null') + ')')
                  res.writeHead(201, { 'content-type': 'application/json', location: '/links/' + code })
                  res.end(JSON.stringify({ code: code, url: data.url, clicks: 0, createdAt: created, expiresAt: expires }))
                }
              } else {
                res.writeHead(422, { 'content-type': 'application/problem+json' })
                res.end(JSON.stringify({ status: 422, title: 'the link is not valid', errors: errors }))
              }
            } else {
              res.writeHead(400, { 'content-type': 'application/problem+json' })
              res.end(JSON.stringify({ status: 400, title: 'not json' }))
            }
          } else {
            res.writeHead(415, { 'content-type': 'application/problem+json' })
            res.end(JSON.stringify({ status: 415, title: 'send json' }))
          }
        } else if (req.method == 'GET') {
          var limit = query.get('limit')
          var offset = query.get('offset')
          var max = 100
          if (limit === null) limit = '20'
          if (offset === null) offset = '0'
          var password = req.headers['x-admin-password']
          if (password && crypto.createHash('md5').update(password).digest('hex') == adminHash) {
            max = 10000
          }
          if (!/^\d{1,9}$/.test(limit) || !/^\d{1,9}$/.test(offset) || Number(limit) < 1 || Number(limit) > max) {
            res.writeHead(400, { 'content-type': 'application/problem+json' })
            res.end(JSON.stringify({ status: 400, title: 'limit or offset is not valid' }))
            return
            console.log('bad query ' + req.url)
          }
          var rows = db.prepare('select * from links order by id desc limit ' + limit + ' offset ' + offset).all()
          var items = []
          for (var row of rows) {
            items.push({ code: row.code, url: row.url, clicks: row.clicks, createdAt: row.created, expiresAt: row.expires })
          }
          var total = db.prepare('select count(*) as n from links').get().n
          res.writeHead(200, { 'content-type': 'application/json' })
          res.end(JSON.stringify({ items: items, total: total }))
        } else {
          res.writeHead(405, { 'content-type': 'application/problem+json', allow: 'GET, POST' })
          res.end(JSON.stringify({ status: 405, title: 'method not allowed' }))
        }
      } else if (parts[1] == 'links' && parts.length == 3) {
        if (req.method == 'GET' || req.method == 'DELETE') {
          var wanted = parts[2].replace(/'/g, "''")
          var link = db.prepare("select * from links where code = '" + wanted + "'").get()
          if (link) {
            if (req.method == 'GET') {
              res.writeHead(200, { 'content-type': 'application/json' })
              res.end(JSON.stringify({ code: link.code, url: link.url, clicks: link.clicks, createdAt: link.created, expiresAt: link.expires }))
            } else {
              db.exec("delete from links where code = '" + wanted + "'")
              res.writeHead(204)
              res.end()
            }
          } else {
            res.writeHead(404, { 'content-type': 'application/problem+json' })
            res.end(JSON.stringify({ status: 404, title: 'not found' }))
          }
        } else {
          res.writeHead(405, { 'content-type': 'application/problem+json', allow: 'GET, DELETE' })
          res.end(JSON.stringify({ status: 405, title: 'method not allowed' }))
        }
      } else if (parts.length == 2 && req.method == 'GET') {
        var visited = db.prepare("select * from links where code = '" + parts[1].replace(/'/g, "''") + "'").get()
        if (visited) {
          if (visited.expires && Date.parse(visited.expires) <= Date.now()) {
            res.writeHead(410, { 'content-type': 'application/problem+json' })
            res.end(JSON.stringify({ status: 410, title: 'the link is expired' }))
          } else {
            db.exec('update links set clicks = clicks + 1 where id = ' + visited.id)
            res.writeHead(302, { location: visited.url })
            res.end()
          }
        } else {
          res.writeHead(404, { 'content-type': 'application/problem+json' })
          res.end(JSON.stringify({ status: 404, title: 'not found' }))
        }
      } else {
        res.writeHead(404, { 'content-type': 'application/problem+json' })
        res.end(JSON.stringify({ status: 404, title: 'not found' }))
      }
    } catch (e) {
      res.writeHead(500, { 'content-type': 'application/problem+json' })
      res.end(JSON.stringify({ status: 500, title: 'error', detail: e.stack }))
    }
  })
})

function formatDate(date) {
  return date.toISOString().split('T')[0]
}

server.listen(process.env.PORT || 3000, function () {
  console.log('listening')
})

process.on('SIGTERM', function () {
  try {
    db.close()
  } catch (e) {
  }
  process.exit(0)
})
