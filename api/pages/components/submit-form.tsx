import { bytes } from '../../../contracts/amounts.js'
import type { Language } from '../../../contracts/language.js'
import { leftOutPattern } from '../../../contracts/left-out.js'
import { uploadLimits } from '../../../contracts/limits.js'
import { SelectField } from './field.js'
import { ProblemMessage, type PageProblem } from './problem-message.js'

export interface SubmitFormProps {
  /** Takes the form as the API takes a submission; answers with a redirect to it, or with this page and a problem. */
  action: string
  languages: readonly Language[]
  /** Names this form as it was drawn: sent twice by two clicks, it is one submission. */
  formId: string
  problem?: PageProblem | null | undefined
}

/** Hands in one archive, files or a folder. With `drop.js` files and folders can be dropped on it as well. */
export function SubmitForm({ action, languages, formId, problem }: SubmitFormProps) {
  return (
    <form class="submit-form" method="post" action={action} enctype="multipart/form-data" data-drop data-left-out={leftOutPattern.source}>
      <input type="hidden" name="form" value={formId} />
      {problem && <ProblemMessage problem={problem} />}
      <div class="message tone-bad" role="alert" data-drop-problem hidden />
      <div class="drop-zone" data-drop-zone>
        <p class="drop-invitation" data-drop-invitation hidden>Drop or paste an archive, files or a folder here, or choose:</p>
        <div class="drop-choices">
          <FileField id="submit-files" name="files" label="Files, or one archive" />
          <FileField id="submit-folder" name="folder" label="A whole folder" isFolder />
        </div>
        <p class="field-hint" id="submit-files-hint">
          .zip, .tar, .tar.gz or source files; at most {bytes(uploadLimits.uploadBytes)} and {uploadLimits.files} files. Folders such as node_modules, venv and .git are left out and do not count.
        </p>
        <p class="drop-chosen" role="status" data-drop-chosen />
      </div>
      <div class="submit-row">
        {languages.length > 1 && (
          <SelectField id="submit-language" name="language" label="Language" options={[{ value: '', label: 'Detect from the files' }, ...languages.map((value) => ({ value, label: value }))]} />
        )}
        <button class="button button-primary" type="submit">Submit</button>
      </div>
    </form>
  )
}

function FileField({ id, name, label, isFolder = false }: { id: string; name: string; label: string; isFolder?: boolean }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} name={name} type="file" multiple {...(isFolder ? { webkitdirectory: true } : {})} aria-describedby="submit-files-hint" />
    </div>
  )
}
