/** Text as an attacker would write it, for each place where a page shows what others wrote. */
export const hostileText = [
  `<script>document.title='owned'</script>`,
  `"><img src=x onerror="document.title='owned'">`,
  `<svg onload="document.title='owned'"><style>*{display:none}</style></svg>`,
  `</textarea></title></pre><iframe src="javascript:alert(1)"></iframe>`,
  `\u001b[2J\u001b]8;;http://127.0.0.1/evil\u0007link\u001b]8;;\u0007 \u202Egnp.exe\u2066 \u0000\u200b end`,
].join('\n')

export const hostileLine = hostileText.replaceAll('\n', ' ')

/** A name that hides what it is when it is shown as it stands. */
export const hostileName = `"><img src=x onerror=alert(1)>\u202Egpj.sj`

export const hostileMarkdown = `# Title <script>alert(1)</script>

[link](javascript:alert(1)) [data](data:text/html,<script>alert(1)</script>) [good](https://example.org/ "<b>")
<javascript:alert(1)> <https://example.org/auto>

![picture](https://example.org/pixel.png) ![x" onerror="alert(1)](x)

<img src=x onerror=alert(1)> <div style="position:fixed;inset:0">over everything</div>

| left | right |
| :--- | ----: |
| <b>a</b> | 1 |

${'`'.repeat(3)}"><script>alert(1)</script>
<script>alert(1)</script>
${'`'.repeat(3)}

\u202Eturned\u202C \u001b[31mred\u001b[0m
`
