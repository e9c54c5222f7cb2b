import { count } from '../../contracts/amounts.js'
import type { ImageContents, ImageItem } from '../../contracts/image-contents.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { EmptyState, FactList, PageHeading, Section } from '../ui/section.js'
import { sendPage } from '../ui/shell.js'
import { listInstalled } from './images.js'

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

export interface ImagesViewProps {
  languages: readonly ImageContents[]
  services: readonly ImageContents[]
}

/** What each language finds, and the services, each under a heading that links can lead to. */
export function ImagesView({ languages, services }: ImagesViewProps) {
  if (languages.length === 0) {
    return (
      <>
        <PageHeading title="What is installed" />
        <EmptyState title="No worker has reported yet what is installed.">
          Workers report it when they start; reload this page in a minute.
        </EmptyState>
      </>
    )
  }
  return (
    <>
      <PageHeading
        title="What is installed"
        lead="Your submission is built and run without network access. It can use what is listed here and what you submit with it."
      />
      <ul class="inline-list">
        {languages.map((contents) => (
          <li key={contents.image}>
            <a href={`#${contents.image}`}>{titleOf(contents)}</a>
          </li>
        ))}
      </ul>
      {languages.map((contents) => (
        <Contents key={contents.image} contents={contents} />
      ))}
      {services.length > 0 && (
        <Section id="services" title="Databases and caches">
          <FactList facts={services.flatMap(({ items }) => items).map(toFact)} />
        </Section>
      )}
    </>
  )
}

function Contents({ contents }: { contents: ImageContents }) {
  const packages = contents.items.filter(({ kind }) => kind === 'package')
  const others = contents.items.filter(({ kind }) => kind !== 'package')
  return (
    <Section id={contents.image} title={titleOf(contents)} aside={count(packages.length, 'package')}>
      <FactList facts={others.map(toFact)} />
      <ul class="column-list" aria-label={`Packages for ${titleOf(contents)}`}>
        {packages.map(({ name, version }) => (
          <li key={name}>
            <code>{name}</code> {version}
          </li>
        ))}
      </ul>
    </Section>
  )
}

const toFact = ({ name, version }: ImageItem) => ({ name, value: version })

const titleOf = ({ image, items }: ImageContents) => items.find(({ kind }) => kind === 'runtime')?.name ?? image
