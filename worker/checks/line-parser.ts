/**
 * Reads a line as one of a protocol. Anything but a whole, known line with the run's nonce is a fault of ours, or of
 * the program of ours that spoke: it throws, and names the speaker.
 */
export function lineParser<Line extends { nonce: string }>(
  schema: { Check(value: unknown): boolean },
  speaker: string,
): (text: string, nonce: string) => Line {
  return (text, nonce) => {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (error) {
      throw new Error(`${speaker} printed a line that is not JSON`, { cause: error })
    }
    if (!schema.Check(value)) throw new Error(`${speaker} printed a line of unknown shape: ${text.slice(0, 300)}`)
    if ((value as Line).nonce !== nonce) throw new Error(`${speaker} printed a line with a foreign nonce`)
    return value as Line
  }
}
