import { renderToString } from 'preact-render-to-string'
import t from 'tap'
import { ProgressView, type ProgressSnapshot } from '../../../api/submissions/report/progress-view.js'

const snapshot: ProgressSnapshot = {
  runId: 'run-1',
  state: 'running',
  position: null,
  estimateSeconds: 0,
  phase: 'speed',
  begun: ['pod', 'start', 'correctness', 'speed'],
  tests: [],
  counted: null,
}

t.test('a run that is measured for speed says so, with all steps before it done', async (t) => {
  const html = renderToString(
    <ProgressView
      snapshot={snapshot}
      eventsHref="/events"
      stateHref="/state"
      kind="service"
      measuresSpeed
      checksQuality
    />,
  )
  t.match(html, /data-status[^>]*>Measuring speed, which takes a few minutes</)
  t.match(html, /data-phase="correctness" data-step="done"/)
  t.match(html, /data-phase="speed" data-step="now" aria-current="step"/)
  t.match(html, /data-phase="quality" data-step="later"[^>]*>Checking the quality of the code</)
})

t.test('speed is no step of an exercise that does not measure it', async (t) => {
  const html = renderToString(
    <ProgressView
      snapshot={{ ...snapshot, phase: 'correctness', begun: ['pod', 'start', 'correctness'] }}
      eventsHref="/events"
      stateHref="/state"
      kind="service"
      measuresSpeed={false}
      checksQuality
    />,
  )
  t.match(html, /data-phase="speed" hidden/)
  t.match(html, /data-phase="second-round" hidden/)
  t.notMatch(html, /data-phase="quality" hidden/)
})

t.test('reading the source comes last', async (t) => {
  const html = renderToString(
    <ProgressView
      snapshot={{ ...snapshot, phase: 'quality' }}
      eventsHref="/events"
      stateHref="/state"
      kind="service"
      measuresSpeed
      checksQuality
    />,
  )
  t.match(html, /data-status[^>]*>Checking the quality of the code</)
  t.match(html, /data-phase="speed" data-step="done"/)
  t.match(html, /data-phase="quality" data-step="now" aria-current="step"/)
})

t.test('a run that waits for cores to be measured on keeps its steps, and is not queued again', async (t) => {
  const html = renderToString(
    <ProgressView
      snapshot={{ ...snapshot, phase: 'queue' }}
      eventsHref="/events"
      stateHref="/state"
      kind="service"
      measuresSpeed
      checksQuality
    />,
  )
  t.match(html, /data-status[^>]*>Waiting for free cores to measure speed</)
  t.match(html, /data-phase="correctness" data-step="done"/)
  t.match(html, /data-phase="speed" data-step="now" aria-current="step"/)
  t.match(html, /data-wait[^>]* hidden/)
})

t.test('a run that nobody has taken yet waits for its turn', async (t) => {
  const html = renderToString(
    <ProgressView
      snapshot={{ ...snapshot, state: 'queued', position: 2, phase: null }}
      eventsHref="/events"
      stateHref="/state"
      kind="service"
      measuresSpeed
      checksQuality
    />,
  )
  t.match(html, /data-status[^>]*>Waiting in the queue</)
  t.match(html, /data-phase="queue" data-step="now"/)
})

t.test('a build or a second round is a step once it has begun', async (t) => {
  const stepsOf = (begun: ProgressSnapshot['begun']) =>
    renderToString(
      <ProgressView
        snapshot={{ ...snapshot, phase: begun.at(-1) ?? null, begun }}
        eventsHref="/events"
        stateHref="/state"
        kind="service"
        measuresSpeed
        checksQuality
      />,
    )
  t.match(stepsOf(['pod']), /data-phase="build" hidden/)
  t.match(stepsOf(['pod', 'build']), /data-phase="build" data-step="now"/)
  t.match(stepsOf(['pod', 'build', 'start']), /data-phase="build" data-step="done"/)
  t.match(
    stepsOf(['pod', 'start', 'correctness', 'second-round', 'speed']),
    /data-phase="second-round" data-step="done"/,
  )
})

t.test('quality is no step of an exercise that gives no points for it', async (t) => {
  const html = renderToString(
    <ProgressView
      snapshot={snapshot}
      eventsHref="/events"
      stateHref="/state"
      kind="service"
      measuresSpeed
      checksQuality={false}
    />,
  )
  t.match(html, /data-phase="quality" hidden/)
})
