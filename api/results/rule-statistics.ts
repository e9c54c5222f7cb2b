import { sql } from 'drizzle-orm'
import type { FindingCategory, FindingLevel } from '../../contracts/quality-report.js'
import type { AssignmentRow } from '../database/assignments.js'
import type { Queryable } from '../database/open-database.js'
import { selectAttempts } from './counting-attempts.js'

/** How often a rule is broken over the attempts that count and were assessed. */
export interface RuleStatistics extends Record<string, unknown> {
  rule: string
  category: FindingCategory
  level: FindingLevel
  /** In whose source it was found: a learner has one attempt that counts. */
  learners: number
  findings: number
  /** What it says most often. */
  message: string
}

/** More than these nobody teaches at once. */
const listedRules = 50

/** Which rules most learners break, those first. One query. */
export async function ruleStatistics(db: Queryable, assignment: AssignmentRow): Promise<RuleStatistics[]> {
  const { rows } = await db.execute<RuleStatistics>(sql`
    with attempts as (${selectAttempts(assignment)}),
    counting as (select run_id from attempts where is_counting and run_id is not null and verdict = 'assessed')
    select b.rule collate "C" as rule, min(b.category) as category, min(b.level) as level, count(*)::int as learners, sum(b.findings)::int as findings,
           mode() within group (order by b.message collate "C") as message
    from counting c
    -- The offset keeps the planner from reading the rules of all assignments.
    cross join lateral (select * from broken_rules where run_id = c.run_id offset 0) b
    group by 1 order by learners desc, findings desc, rule limit ${listedRules}`)
  return rows
}
