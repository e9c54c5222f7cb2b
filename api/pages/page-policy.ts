/**
 * The Content-Security-Policy of every page: nothing inline and nothing from elsewhere, so that text of learners and
 * learning platforms stays text even where an escape was forgotten.
 */
export const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')
