import type { OwnTests } from '../../../contracts/quality-report.js'
import { describeOwnTests } from '../../../contracts/quality-words.js'
import { Badge, type Tone } from '../../ui/badge.js'
import { LogBlock } from '../../ui/section.js'

const tones: Record<OwnTests['state'], Tone> = { passed: 'good', failed: 'bad', none: 'quiet', 'timed-out': 'bad' }

/**
 * How the learner's own tests went beside their own service. Where they did not pass their log says why, so it is open.
 */
export function OwnTestsView({ ownTests }: { ownTests: OwnTests }) {
  const { state, log } = ownTests
  return (
    <div class="own-tests">
      <h3>Your own tests</h3>
      <p>
        <Badge tone={tones[state]}>{state.replace('-', ' ')}</Badge> {describeOwnTests(ownTests)}
      </p>
      {log.trim() !== '' && (
        <details class="more" open={state !== 'passed'}>
          <summary>{state === 'none' ? 'Why none were found' : 'Last output of your tests'}</summary>
          <LogBlock title="Your own tests" text={log} />
        </details>
      )}
    </div>
  )
}
