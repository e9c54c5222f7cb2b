import t from 'tap'
import { BuildOutput } from '../../../../worker/sandbox/images/build-image.js'

t.test('a step is recognised, its output is not', async (t) => {
  const output = new BuildOutput()
  t.ok(output.read('node', { stream: 'Step 2/7 : RUN apt-get update' }))
  t.notOk(output.read('node', { stream: 'Get:1 http://deb.debian.org/debian trixie InRelease\n' }))
  t.match(output, { step: 2, stepCount: 7, instruction: 'RUN apt-get update' })
})

t.test('a failure names the image, the step and what was said last', async (t) => {
  const output = new BuildOutput()
  output.read('node', { stream: 'Step 1/2 : RUN echo fine' })
  output.read('node', { stream: 'fine\n' })
  output.read('node', { stream: 'Step 2/2 : RUN false' })
  output.read('node', { stream: '\u001b[91mE: Unable to locate package nowhere\n\u001b[0m' })
  const failure = { error: "The command '/bin/sh -c false' returned a non-zero code: 1" }
  t.throws(() => output.read('node', failure), {
    message:
      'image "node" could not be built: in step 2/2 (RUN false): returned a non-zero code: 1\n    E: Unable to locate package nowhere',
  })
})

t.test('a failure before any step is told as the engine told it', async (t) => {
  t.throws(() => new BuildOutput().read('node', { error: 'dockerfile parse error' }), {
    message: 'image "node" could not be built: before its first step: dockerfile parse error',
  })
})
