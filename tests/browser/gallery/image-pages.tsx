import type { ImageContents, ImageItem } from '../../../contracts/image-contents.js'
import { ImagesView } from '../../../api/operations/pages.js'
import { hostileLine } from './hostile-text.js'

const packages = (names: readonly string[]): ImageItem[] =>
  names.map((name, at) => ({ kind: 'package', name, version: `${at}.17.3` }))
const javaNames = [
  'com.fasterxml.jackson.core:jackson-databind',
  'com.fasterxml.jackson.module:jackson-module-parameter-names',
  'org.postgresql:postgresql',
  'org.apache.tomcat.embed:tomcat-embed-core',
]

const languages: ImageContents[] = [
  {
    image: 'node',
    tag: 'assay/node:1',
    items: [
      { kind: 'runtime', name: 'Node.js', version: '22.23.3' },
      { kind: 'tool', name: 'npm', version: '11.21.2' },
      ...packages(['express', 'fastify', 'koa', hostileLine]),
    ],
  },
  {
    image: 'java',
    tag: 'assay/java:1',
    items: [{ kind: 'runtime', name: 'Java', version: '25.0.5' }, ...packages(javaNames)],
  },
]
const services = [
  { image: 'redis', tag: 'assay/redis:1', items: [{ kind: 'runtime' as const, name: 'Redis', version: '8.0.2' }] },
]

/** What is installed. */
export const imagePages = {
  images: () => <ImagesView languages={languages} services={services} />,
  'images-untold': () => <ImagesView languages={[]} services={[]} />,
}
