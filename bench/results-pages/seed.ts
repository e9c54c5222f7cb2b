import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { languages } from '../../contracts/language.js'
import { defaultLimits } from '../../contracts/limits.js'
import { createAssignment, type AssignmentRow } from '../../api/assignments/assignments.js'
import { createCourse, enrol } from '../../api/courses/courses.js'
import type { Database } from '../../api/database/open-database.js'
import { createPerson } from '../../api/people/people.js'
import * as schema from '../../api/tables.js'
import { sampleReport } from './sample-report.js'

export interface Size {
  learners: number
  assignments: number
  attempts: number
  tests: number
}

export const course = 'bench'
export const instructor = 'ines'

/**
 * Fills empty tables with a course in which every learner has made every attempt, but for one in twenty who made none.
 * Reports have their true size in the first assignment only: those of the others are not read. Answers the first.
 */
export async function seedCourse(databaseUrl: string, size: Size): Promise<AssignmentRow> {
  const pool = new pg.Pool({ connectionString: databaseUrl }) // the API's own stops long statements
  try {
    return await seedTables(drizzle(pool, { casing: 'snake_case' }), size)
  } finally {
    await pool.end()
  }
}

async function seedTables(db: Database, size: Size): Promise<AssignmentRow> {
  await seedExercise(db)
  await db
    .insert(schema.connections)
    .values({ id: course, title: 'Bench LMS', adapter: 'standard-webhooks', secrets: [], gradeSecrets: [] })
  await createCourse(db, { id: course, title: 'Bench', connectionId: course })
  await createPerson(db, { id: instructor, name: 'Ines' })
  await enrol(db, { courseId: course, personId: instructor, role: 'instructor' })
  await seedLearners(db, size)
  const first = await seedAssignment(db, 1, size)
  for (let number = 2; number <= size.assignments; number += 1) await seedAssignment(db, number, size)
  await db.execute('vacuum analyze')
  return first
}

async function seedAssignment(db: Database, number: number, size: Size): Promise<AssignmentRow> {
  const assignment = await createAssignment(db, {
    courseId: course,
    slug: 'bench',
    title: `Assignment ${number}`,
    dueAt: new Date('2026-11-10T00:00:00Z'),
  })
  await seedAttempts(db, assignment, size, JSON.stringify(sampleReport(number === 1 ? size.tests : 0)))
  return assignment
}

async function seedExercise(db: Database): Promise<void> {
  const summary = {
    title: 'Bench',
    description: '',
    kind: 'service' as const,
    languages: [...languages],
    services: [],
    weights: { correctness: 100, speed: 0, quality: 0 },
    limits: defaultLimits,
  }
  await db
    .insert(schema.packages)
    .values({ digest: 'bench', slug: 'bench', summary, statement: '', publishedBy: 'admin' })
  await db.insert(schema.exercises).values({ slug: 'bench', digest: 'bench' })
}

async function seedLearners(db: Database, { learners }: Size): Promise<void> {
  await db.execute(
    sql`insert into people (id, name, email) select 'learner-' || n, 'Learner ' || md5(n::text), 'learner-' || n || '@bench.test' from generate_series(1, ${learners}::int) n`,
  )
  await db.execute(
    sql`insert into enrolments (course_id, person_id, role) select ${course}, 'learner-' || n, 'learner' from generate_series(1, ${learners}::int) n`,
  )
  await db.execute(
    sql`insert into lms_identities (connection_id, key, person_id) select ${course}, (14000 + n)::text, 'learner-' || n from generate_series(1, ${learners}::int) n`,
  )
}

async function seedAttempts(
  db: Database,
  { id, exerciseDigest }: AssignmentRow,
  { learners, attempts, tests }: Size,
  report: string,
): Promise<void> {
  await db.execute(sql`
    insert into submissions (owner, slug, language, source_sha256, source_bytes, source_format, assignment_id, course_id, attempt, submitted_at)
    select 'learner-' || n, 'bench', 'node', 'a', 1, 'tar', ${id}, ${course}, attempt, timestamptz '2026-11-01' + random() * interval '12 days'
    from generate_series(1, ${learners}::int) n, generate_series(1, ${attempts}::int) attempt where n % 20 <> 0`)
  await db.execute(sql`
    insert into runs (submission_id, owner, number, exercise_digest, requested_by, state, priority, seed, verdict, score, report, started_at, finished_at)
    select id, owner, 1, ${exerciseDigest}, owner, 'done', 1, 's', case when random() < 0.95 then 'assessed' else 'crashed' end, round((random() * 100)::numeric, 1), ${report}::json, now(), now()
    from submissions where assignment_id = ${id}`)
  await db.execute(sql`
    insert into grades (submission_id, assignment_id, owner, attempt, run_id, verdict, score, late_percent, grade)
    select s.id, s.assignment_id, s.owner, s.attempt, r.id, r.verdict, r.score, 0, r.score from submissions s join runs r on r.submission_id = s.id where s.assignment_id = ${id}`)
  await db.execute(sql`
    insert into test_outcomes (run_id, test_id, title, "group", position, outcome, points, earned, ms)
    select r.id, 'test-' || n, 'Test ' || n, 'group ' || n % 5, n, case when random() < 0.7 then 'passed' when random() < 0.9 then 'failed' else 'flaky' end, 1, 0, random() * 100
    from runs r join submissions s on s.id = r.submission_id, generate_series(1, ${tests}::int) n where s.assignment_id = ${id} and r.verdict = 'assessed'`)
}
