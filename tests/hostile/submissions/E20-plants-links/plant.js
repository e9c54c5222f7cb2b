const { mkdirSync, rmSync, symlinkSync } = require('node:fs')
const { join } = require('node:path')

const names = ['results.json', 'report.json', 'package-lock.json', 'Procfile', 'exercise.yaml', 'openapi.yaml', 'pg', 'redis.conf', 'dump.rdb', 'redis.sock']
const targets = ['/etc/passwd', '/proc/1/environ', '../../../../../../etc/passwd', '/var/run/docker.sock', '/held']

/** Links under every name that a worker or a service might open, and a folder that is a link itself. */
exports.plantLinks = (folder) => {
  for (const [index, name] of names.entries()) {
    rmSync(join(folder, name), { force: true, recursive: true })
    symlinkSync(targets[index % targets.length], join(folder, name))
  }
  mkdirSync(join(folder, 'deep/er'), { recursive: true })
  rmSync(join(folder, 'deep/er/hidden'), { force: true })
  symlinkSync('/', join(folder, 'deep/er/hidden'))
}

if (require.main === module) exports.plantLinks(process.argv[2])
