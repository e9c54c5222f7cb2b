import { languages } from '../../../contracts/language.js'
import { serviceNames } from '../../../contracts/manifest.js'
import type { AppContext } from '../../app-context.js'
import { listImageContents } from '../../database/images.js'
import type { RouteApp } from '../../routes/route-app.js'
import { ImagesView } from '../views/images.js'
import { sendPage } from './send-page.js'

/** What submissions find installed, for whoever writes one. */
export function addImagesPage(app: RouteApp, { db }: AppContext): void {
  app.get('/images', async (request, reply) => {
    const [ofLanguages, ofServices] = await Promise.all([listImageContents(db, languages), listImageContents(db, serviceNames)])
    return sendPage(request, reply, {
      title: 'What is installed',
      breadcrumbs: [{ label: 'Courses', href: '/' }, { label: 'What is installed' }],
      children: <ImagesView languages={ofLanguages} services={ofServices} />,
    })
  })
}
