/** One thing looked at. `advice` says what to do, and is empty when all is well. */
export interface Finding {
  level: 'ok' | 'warn' | 'fail'
  subject: string
  detail: string
  advice: string
}

export const ok = (subject: string, detail: string): Finding => ({ level: 'ok', subject, detail, advice: '' })
export const warn = (subject: string, detail: string, advice: string): Finding => ({
  level: 'warn',
  subject,
  detail,
  advice,
})
export const fail = (subject: string, detail: string, advice: string): Finding => ({
  level: 'fail',
  subject,
  detail,
  advice,
})
