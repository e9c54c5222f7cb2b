/** One line of the engine's answer to a build, as JSON. Only these fields are read. */
export interface BuildOutputLine {
  stream?: string
  error?: string
}

/** Colours that the engine puts around what a step wrote to stderr. */
const colourCodes = /\u001b\[\d*m/g

/** How many lines of the failing step's output are shown. */
const shownLines = 15

/** Follows a build's output: knows the current step, and says of a failure where it was and what was said last. */
export class BuildOutput {
  step = 0
  stepCount = 0
  /** The instruction of the current step, as written in the Dockerfile. */
  instruction = ''
  #lines: string[] = []

  /** Takes one line in; true when it begins a new step. Throws when the engine reports that the build failed. */
  read(imageName: string, { stream, error }: BuildOutputLine): boolean {
    if (error !== undefined) throw new Error(this.#describeFailure(imageName, error))
    const step = /^Step (\d+)\/(\d+) : (.*)/.exec(stream ?? '')
    if (step === null) {
      this.#lines = [
        ...this.#lines,
        ...(stream ?? '')
          .replace(colourCodes, '')
          .split('\n')
          .filter((line) => line.trim() !== ''),
      ].slice(-shownLines)
      return false
    }
    this.step = Number(step[1])
    this.stepCount = Number(step[2])
    this.instruction = step[3] as string
    this.#lines = []
    return true
  }

  #describeFailure(imageName: string, error: string): string {
    const where =
      this.step === 0
        ? 'before its first step'
        : `in step ${this.step}/${this.stepCount} (${this.instruction.slice(0, 60)})`
    // The engine repeats the whole command before the part that is news.
    const reason = error.replace(/^The command '.*' returned/s, 'returned').trim()
    return [`image "${imageName}" could not be built: ${where}: ${reason}`, ...this.#lines].join('\n    ')
  }
}
