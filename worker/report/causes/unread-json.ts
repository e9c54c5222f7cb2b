import type { Language } from '../../../contracts/language.js'
import type { Exchange } from '../../../contracts/protocol/examiner.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import type { Cause, Submitted } from './cause.js'
import { explainFormReader } from './php.js'
import { explainParams } from './ruby.js'

/** Whether a response refuses an object in JSON that was sent as such. */
export const refusesJson = ({ requestHeaders, requestBody, status }: Exchange): boolean =>
  [400, 415, 422].includes(status ?? 0) &&
  requestBody?.startsWith('{') === true &&
  Object.entries(requestHeaders).some(([name, value]) => /^content-type$/i.test(name) && /json/.test(value))

const readers: Readonly<Partial<Record<Language, (source: SourceTree) => Cause | undefined>>> = {
  php: explainFormReader,
  ruby: explainParams,
}

/** Of a service that refuses JSON, where its source reads only forms. */
export const explainUnreadJson = ({ language, source }: Submitted): Cause | undefined => readers[language]?.(source)
