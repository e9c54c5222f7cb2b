import { EmptyState } from '../components/empty-state.js'
import { PageHeading } from '../components/section.js'

/** What somebody sees who is not signed in. */
export function Welcome() {
  return (
    <>
      <PageHeading title="Assay" lead="Runs back-end exercises against hidden tests and reports on them." />
      <EmptyState title="You are not signed in.">
        Open the sign-in link that you were given. Links work once, within a quarter of an hour; whoever runs this service makes a new one with <code>assay login-link</code>.
        Programs use <a href="/docs">the API</a> with a token.
      </EmptyState>
    </>
  )
}
