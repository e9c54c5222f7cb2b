import type { ComponentChildren } from 'preact'
import type { FindingLevel } from '../../contracts/report/quality-report.js'
import type { CheckResult, TestOutcome } from '../../contracts/report/report.js'
import type { ScenarioResult } from '../../contracts/report/speed-report.js'
import type { Verdict } from '../../contracts/report/verdict.js'

/** What a colour says; the words beside it always say it too. */
export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'quiet'

export function Badge({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return <span class={`badge tone-${tone}`}>{children}</span>
}

const verdictTones: Record<Verdict, Tone> = {
  assessed: 'info',
  'build-failed': 'bad',
  'did-not-start': 'bad',
  crashed: 'bad',
  'limit-exceeded': 'bad',
  rejected: 'bad',
  'not-assessed': 'warn',
}

/** `limit`: which one, for `limit-exceeded`. */
export function VerdictBadge({ verdict, limit = null }: { verdict: Verdict; limit?: string | null }) {
  const words = verdict.replaceAll('-', ' ')
  return <Badge tone={verdictTones[verdict]}>{limit === null ? words : `${words}: ${limit}`}</Badge>
}

const outcomeTones: Record<TestOutcome, Tone> = {
  passed: 'good',
  failed: 'bad',
  flaky: 'warn',
  'not-run': 'quiet',
}

/** `word`: what the outcome is called, where not by its name. */
export function OutcomeBadge({ outcome, word = outcome }: { outcome: TestOutcome; word?: string }) {
  return <Badge tone={outcomeTones[outcome]}>{word}</Badge>
}

/** How good the score is, its own colour says. */
export function CheckBadge({ state }: Pick<CheckResult, 'state'>) {
  const tones: Record<CheckResult['state'], Tone> = {
    scored: 'quiet',
    inconclusive: 'warn',
    skipped: 'quiet',
    'not-assessed': 'warn',
  }
  return <Badge tone={tones[state]}>{state}</Badge>
}

/** A scenario of the speed check; `score` of 100, where it has one. */
export function ScenarioBadge({ state, score }: { state: ScenarioResult['state']; score: number | null }) {
  const tones: Record<ScenarioResult['state'], Tone> = {
    scored: toneOfScore(score),
    failed: 'bad',
    inconclusive: 'warn',
  }
  return <Badge tone={tones[state]}>{state}</Badge>
}

export function FindingBadge({ level }: { level: FindingLevel }) {
  const tones: Record<FindingLevel, Tone> = { severe: 'bad', notable: 'warn', slight: 'quiet' }
  return <Badge tone={tones[level]}>{level}</Badge>
}

/** How good a score looks: `null` is none. */
export function toneOfScore(score: number | null): Tone {
  if (score === null) return 'quiet'
  if (score >= 99.95) return 'good'
  return score < 50 ? 'bad' : 'warn'
}
