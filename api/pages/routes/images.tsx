import type { AppContext, RouteApp } from '../../app-context.js'
import { listInstalled } from '../../database/images.js'
import { sendPage } from '../../ui/shell.js'
import { ImagesView } from '../views/images.js'

/** What submissions find installed, for whoever writes one. */
export function addImagesPage(app: RouteApp, { db }: AppContext): void {
  app.get('/images', async (request, reply) => {
    const { languages, services } = await listInstalled(db)
    return sendPage(request, reply, {
      title: 'What is installed',
      breadcrumbs: [{ label: 'Courses', href: '/' }, { label: 'What is installed' }],
      children: <ImagesView languages={languages} services={services} />,
    })
  })
}
