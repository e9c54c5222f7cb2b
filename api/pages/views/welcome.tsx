import { PageHeading } from '../components/section.js'

/** What somebody sees who is not signed in. */
export function Welcome() {
  return (
    <>
      <PageHeading
        title="You are not signed in"
        lead="Assay runs back-end exercises against hidden tests and reports on them."
      />
      <div class="panel prose">
        <p>
          Open the sign-in link that you were given. A link works once, within 15 minutes. If yours is used or expired,
          ask your instructor for a new one.
        </p>
        <p class="dim">
          The operator of this service creates links with <code>assay login-link</code>. Programs use{' '}
          <a href="/docs">the API</a> with a token.
        </p>
      </div>
    </>
  )
}
