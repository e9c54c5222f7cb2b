/** What an exchange may cost the examiner, whatever the service sends. */
export const httpLimits = {
  bodyBytes: 1024 * 1024,
  headerBytes: 32 * 1024,
  headerCount: 200,
  /** Interim answers (1xx) before the response proper. */
  interimCount: 10,
  /** From the first byte out to the last byte in; it does not start again when bytes arrive. */
  timeoutMs: 5000,
  jsonDepth: 100,
}
