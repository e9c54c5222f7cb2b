/** Bytes that one connection may bring: more than a suite can want, less than would take a runner down. */
exports.longestConnection = 16 * 1024 * 1024
