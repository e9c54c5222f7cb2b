import { bytes } from '../../contracts/amounts.js'
import { languageNames, type Language } from '../../contracts/language.js'
import { leftOutPattern } from '../../contracts/left-out.js'
import { uploadLimits } from '../../contracts/limits.js'
import { SelectField } from '../ui/field.js'
import { ProblemMessage, type PageProblem } from '../ui/problem-page.js'

export interface SubmitFormProps {
  /** Takes the form as the API takes a submission; answers with a redirect to it, or with this page and a problem. */
  action: string
  languages: readonly Language[]
  /** Names this form as it was drawn: sent twice by two clicks, it is one submission. */
  formId: string
  /** The form as it was sent, where it comes back. */
  returned?: ReturnedWork | undefined
}

/** What was sent, but for its files, which no browser keeps; and what is wrong with it. */
export interface ReturnedWork {
  language: string
  problem: PageProblem & { code: string }
}

const aboutLanguage = new Set(['language-not-offered', 'language-not-graded'])
const aboutFiles = new Set([
  'upload-empty',
  'upload-rejected',
  'upload-too-large',
  'malformed-multipart',
  'language-unknown',
])

/** The field that a problem is about; `null` where it is about none. */
function fieldOf(code: string, hasLanguage: boolean): 'files' | 'language' | null {
  if (aboutLanguage.has(code)) return hasLanguage ? 'language' : 'files'
  return aboutFiles.has(code) ? 'files' : null
}

/**
 * Why the form came back, at the top of the page: without a script, a browser shows a page that comes back from its
 * top.
 */
export function RefusedUpload({
  problem,
  languages,
}: {
  problem: ReturnedWork['problem']
  languages: readonly Language[]
}) {
  const field = fieldOf(problem.code, languages.length > 1)
  return (
    <ProblemMessage problem={problem} isFocused>
      {field !== null && (
        <p>
          <a href={`#submit-${field}`}>{field === 'files' ? 'Go to the files' : 'Go to the language'}</a>
        </p>
      )}
    </ProblemMessage>
  )
}

/** Hands in one archive, files or a folder. With `drop.js` files and folders can be dropped on it as well. */
export function SubmitForm({ action, languages, formId, returned }: SubmitFormProps) {
  const hasLanguage = languages.length > 1
  const problem = returned?.problem
  const field = problem ? fieldOf(problem.code, hasLanguage) : null
  const filesProblem = field === 'files' ? problem?.detail : undefined
  return (
    <form
      class="submit-form"
      method="post"
      action={action}
      enctype="multipart/form-data"
      data-drop
      data-left-out={leftOutPattern.source}
    >
      <input type="hidden" name="form" value={formId} />
      {/* First, so that it is read before files that may be refused. */}
      {hasLanguage && (
        <div class="submit-language" data-drop-language>
          <SelectField
            id="submit-language"
            name="language"
            label="Language"
            value={returned?.language}
            problem={field === 'language' ? problem?.detail : undefined}
            options={[
              { value: '', label: 'Detect from the files' },
              ...languages.map((value) => ({ value, label: languageNames[value] })),
            ]}
          />
        </div>
      )}
      <div class="drop-zone" data-drop-zone>
        <p class="drop-invitation" data-drop-invitation hidden>
          Drop or paste an archive, files or a folder here, or choose:
        </p>
        <div class="drop-choices">
          <FileField
            id="submit-files"
            name="files"
            label="Files, or one archive"
            isWrong={filesProblem !== undefined}
          />
          <FileField
            id="submit-folder"
            name="folder"
            label="A whole folder"
            isWrong={filesProblem !== undefined}
            isFolder
          />
        </div>
        <p
          class="field-problem"
          id="submit-files-problem"
          role="alert"
          data-drop-problem
          hidden={filesProblem === undefined}
        >
          {filesProblem}
        </p>
        {returned && <p class="field-hint">Choose your files again: the browser does not keep them.</p>}
        <p class="field-hint" id="submit-files-hint">
          .zip, .tar, .tar.gz or source files; at most {bytes(uploadLimits.uploadBytes)} and {uploadLimits.files} files.
          Folders such as node_modules, venv and .git are left out and do not count.
        </p>
        <p class="drop-chosen" role="status" data-drop-chosen />
      </div>
      <div class="submit-row">
        <button class="button button-primary" type="submit">
          Submit
        </button>
      </div>
    </form>
  )
}

function FileField({
  id,
  name,
  label,
  isWrong,
  isFolder = false,
}: {
  id: string
  name: string
  label: string
  isWrong: boolean
  isFolder?: boolean
}) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        type="file"
        multiple
        {...(isFolder ? { webkitdirectory: true } : {})}
        aria-describedby="submit-files-hint submit-files-problem"
        aria-invalid={isWrong ? 'true' : undefined}
      />
    </div>
  )
}
