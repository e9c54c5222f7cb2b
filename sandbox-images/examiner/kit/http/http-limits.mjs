/** What an exchange may cost the examiner or the load generator, whatever the service sends. */
export const httpLimits = {
  bodyBytes: 1024 * 1024,
  /** Every head of a response together: interim ones and trailers count, too. */
  headerBytes: 32 * 1024,
  headerCount: 200,
  /** Interim answers (1xx) before the response proper. */
  interimCount: 10,
  /** The line before a chunk: its size, and extensions that nobody reads. */
  chunkLineBytes: 256,
  /** Bytes of chunked encoding; as many as the body has are allowed on top. */
  chunkingBytes: 32 * 1024,
  /** A service may send item by item, or even token by token. It may not send a megabyte byte by byte. */
  chunks: { count: 2000, bodyBytesForEachMore: 64 },
  /**
   * Times that bytes arrive. Each costs about as much as a chunk, and a service may write a chunk in several pieces.
   */
  reads: { count: 8000, bodyBytesForEachMore: 16 },
  /** From the first byte out to the last byte in; it does not start again when bytes arrive. */
  timeoutMs: 5000,
  jsonDepth: 100,
}
