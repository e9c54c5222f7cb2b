import { count, seconds } from '../../../contracts/amounts.js'
import { escapeLine } from '../../../contracts/escape.js'
import { coresWords, phaseNames, phaseWords, wordsOfWork, type PhaseName } from '../../../contracts/job.js'
import type { ExerciseKind } from '../../../contracts/exercise/reference.js'
import { wordsOfTests, type TestWords } from '../../../contracts/report/test-words.js'
import { OutcomeBadge } from '../../ui/badge.js'

export interface ProgressTest {
  id: string
  title: string
  outcome: 'passed' | 'failed' | 'not-run'
}

/** Where a run stands at this moment, cut down to what the reader may see. */
export interface ProgressSnapshot {
  runId: string
  state: 'queued' | 'running'
  /** 1 is next; `null` once it runs. */
  position: number | null
  estimateSeconds: number
  phase: PhaseName | null
  /** The phases so far. */
  begun: readonly PhaseName[]
  tests: readonly ProgressTest[]
  /** Tests that ended, hidden ones too, and how many there are; `null` until that is known. */
  counted: { finished: number; total: number } | null
}

export interface ProgressViewProps {
  snapshot: ProgressSnapshot
  /** The event stream of the submission. */
  eventsHref: string
  /** The submission as JSON: tells the place in the queue. */
  stateHref: string
  /** What was handed in. */
  kind: ExerciseKind
  measuresSpeed: boolean
  checksQuality: boolean
}

const shownPhases: Readonly<Record<ExerciseKind, readonly PhaseName[]>> = {
  service: phaseNames.filter((name) => name !== 'bugs'),
  'test-suite': ['queue', 'pod', 'build', 'bugs', 'quality'],
}

/**
 * A run under way, as it was when the page was made. `progress.js` keeps it current and loads the page again once there
 * is a report; without it there is a link that does so.
 */
export function ProgressView({
  snapshot,
  eventsHref,
  stateHref,
  kind,
  measuresSpeed,
  checksQuality,
}: ProgressViewProps) {
  const { runId, state, position, estimateSeconds, phase, begun, counted } = snapshot
  // Whether there is something to build, or a second round, only the worker knows: they are no steps before they begin.
  const isExpected: Partial<Record<PhaseName, boolean>> = {
    build: false,
    'second-round': false,
    speed: measuresSpeed,
    quality: checksQuality,
  }
  const isWorking = state === 'running' && phase !== null
  // It has got so far that speed is next: only then does a run that works wait once more.
  const now = isWorking && phase === 'queue' ? 'speed' : (phase ?? 'queue')
  return (
    <div class="progress" data-events-url={eventsHref} data-state-url={stateHref} data-run={runId}>
      <p class="progress-status" role="status" data-status>
        {isWorking ? wordsOfWork(phase) : phaseWords[now]}
      </p>
      <p class="dim" data-wait hidden={state !== 'queued'}>
        {position !== null && describeWait(position, estimateSeconds)}
      </p>
      <ol class="steps">
        {shownPhases[kind].map((name) => (
          <li
            key={name}
            data-phase={name}
            hidden={isExpected[name] === false && now !== name && !begun.includes(name)}
            data-step={stepOf(name, now)}
            aria-current={name === now ? 'step' : undefined}
            data-waiting={name === 'speed' ? coresWords : undefined}
          >
            {phaseWords[name]}
          </li>
        ))}
      </ol>
      <TestProgress tests={snapshot.tests} counted={counted} words={wordsOfTests(kind)} />
      <p class="dim" data-without-script>
        This page does not update automatically. <a href="">Reload it</a> to see the progress of the run.
      </p>
      <p class="message tone-warn" data-lost hidden>
        Live updates have stopped. <a href="">Reload the page.</a>
      </p>
    </div>
  )
}

/** `Place 3 in the queue, about 40 s until the report` */
const describeWait = (position: number, estimateSeconds: number): string =>
  `Place ${position} in the queue, about ${seconds(estimateSeconds * 1000)} until the report.`

function stepOf(name: PhaseName, now: PhaseName): 'done' | 'now' | 'later' {
  const distance = phaseNames.indexOf(name) - phaseNames.indexOf(now)
  if (distance === 0) return 'now'
  return distance < 0 ? 'done' : 'later'
}

function TestProgress({ tests, counted, words }: Pick<ProgressSnapshot, 'tests' | 'counted'> & { words: TestWords }) {
  return (
    <div class="progress-tests">
      <p data-count data-what={`${words.noun}s`} hidden={counted === null}>
        {counted && `${counted.finished} of ${count(counted.total, words.noun)} done`}
      </p>
      <ul data-tests>
        {tests.map((test) => (
          <li key={test.id} data-test={test.id}>
            <TestEnd test={test} words={words} />
          </li>
        ))}
      </ul>
      {(['passed', 'failed', 'not-run'] as const).map((outcome) => (
        <template key={outcome} data-outcome={outcome}>
          <li>
            <TestEnd test={{ id: '', title: '', outcome }} words={words} />
          </li>
        </template>
      ))}
    </div>
  )
}

function TestEnd({ test, words }: { test: ProgressTest; words: TestWords }) {
  return (
    <>
      <OutcomeBadge outcome={test.outcome} word={words.outcomes[test.outcome]} />{' '}
      <span data-title>{escapeLine(test.title)}</span>
    </>
  )
}
