import t from 'tap'
import { runCases } from './harness/run-cases.js'

await runCases(t, 'A')
