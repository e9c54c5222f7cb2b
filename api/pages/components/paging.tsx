/** Links to the pages beside this one. `summary`: what this page shows, such as "1 to 50 of 312". */
export function Paging({
  firstHref,
  nextHref,
  summary,
}: {
  firstHref?: string | null | undefined
  nextHref?: string | null | undefined
  summary: string
}) {
  return (
    <nav class="paging" aria-label="Pages">
      <span class="paging-summary">{summary}</span>
      {firstHref && (
        <a class="button" href={firstHref}>
          First page
        </a>
      )}
      {nextHref && (
        <a class="button" href={nextHref} rel="next">
          Next page
        </a>
      )}
    </nav>
  )
}
