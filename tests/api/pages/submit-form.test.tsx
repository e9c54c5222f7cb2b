import { render } from 'preact-render-to-string'
import t from 'tap'
import { RefusedUpload, SubmitForm, type ReturnedWork } from '../../../api/assignments/submit-form.js'

const problemOf = (code: string): ReturnedWork['problem'] => ({ code, title: 'Title', detail: 'What is <wrong>.' })
const drawTop = (code: string, languages: ('node' | 'python')[] = ['node', 'python']) =>
  render(<RefusedUpload problem={problemOf(code)} languages={languages} />)
const draw = (code: string, languages: ('node' | 'python')[] = ['node', 'python']) =>
  render(
    <SubmitForm
      action="/submit"
      languages={languages}
      formId="f"
      returned={{ language: 'python', problem: problemOf(code) }}
    />,
  )
const atFiles = /aria-invalid="true"[\s\S]*id="submit-files-problem" role="alert"[^>]*>What is &lt;wrong>/
const atLanguage =
  /aria-describedby="submit-language-problem" aria-invalid="true"[\s\S]*id="submit-language-problem">What is &lt;wrong>/

t.test('a form without a mistake has no message, and its language is to be detected', async (t) => {
  const form = render(<SubmitForm action="/submit" languages={['node', 'python']} formId="f" />)
  t.notMatch(form, /aria-invalid|Choose your files again/)
  t.match(form, /data-drop-problem="true" hidden/)
})

for (const code of ['upload-empty', 'upload-rejected', 'upload-too-large', 'malformed-multipart', 'language-unknown']) {
  t.test(`${code} is told at the files, and the language stays chosen`, async (t) => {
    const form = draw(code)
    t.match(form, atFiles)
    t.match(form, /value="python" selected/)
    t.match(form, 'Choose your files again')
    t.notMatch(form, atLanguage)
  })
}

for (const code of ['language-not-offered', 'language-not-graded']) {
  t.test(`${code} is told at the language; at the files, where there is no choice`, async (t) => {
    t.match(draw(code), atLanguage)
    t.notMatch(draw(code), atFiles)
    t.match(draw(code, ['node']), atFiles)
  })
}

t.test('the page begins with what is wrong, which has the focus and leads to its field', async (t) => {
  t.match(
    drawTop('upload-empty'),
    /^<div class="message tone-bad" role="alert" tabindex="-1" autofocus[^>]*>.*What is &lt;wrong>.*<a href="#submit-files">/,
  )
  t.match(drawTop('language-not-offered'), '<a href="#submit-language">')
  t.match(drawTop('language-not-offered', ['node']), '<a href="#submit-files">')
})

t.test('what is about no field is at the top of the page only', async (t) => {
  t.match(drawTop('too-many-waiting'), 'What is &lt;wrong>')
  t.notMatch(drawTop('too-many-waiting'), '<a ')
  t.notMatch(draw('too-many-waiting'), /aria-invalid|What is/)
})

t.test('the language comes before the files, so that it is read before one of them is refused', async (t) => {
  const form = draw('upload-empty')
  t.ok(form.indexOf('name="language"') < form.indexOf('name="files"'))
})
