/**
 * What a build or a service printed, as it is, in a frame of its own that scrolls. Nothing where it printed nothing.
 */
export function LogBlock({ title, text }: { title: string; text: string }) {
  if (text.trim() === '') return null
  return (
    <figure class="log-block">
      <figcaption>{title}</figcaption>
      <pre class="log" role="region" aria-label={title} tabindex={0}>
        {text.trimEnd()}
      </pre>
    </figure>
  )
}
