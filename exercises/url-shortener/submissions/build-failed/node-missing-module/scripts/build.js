import { build } from 'my-favourite-bundler'

await build({ entry: 'src/server.js', out: 'dist/server.js' })
