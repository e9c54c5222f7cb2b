import t from 'tap'
import { noFacts, type RunFacts } from '../../../worker/report/verdict.js'
import { adviseOnLeftOut } from '../../../worker/report/causes/missing-parts.js'

const failedBuild = (log: string): RunFacts => ({ ...noFacts, build: { exitCode: 1, limit: null, log } })

t.test('a library that was in what is left out is told as the reason, by the name of its folder', async (t) => {
  t.match(
    adviseOnLeftOut(failedBuild("Error: Cannot find module 'left-pad'"), ['.git', 'node_modules']),
    /folder node_modules of your upload was left out/,
  )
  t.match(adviseOnLeftOut(failedBuild('sh: 1: nest: not found'), ['node_modules']), /node_modules/)
  t.match(adviseOnLeftOut(failedBuild("ModuleNotFoundError: No module named 'bottle'"), ['.venv']), /\.venv/)
})

t.test('nothing is said where nothing was left out, or something else is wrong', async (t) => {
  t.equal(adviseOnLeftOut(failedBuild("Error: Cannot find module 'left-pad'")), null)
  t.equal(adviseOnLeftOut(failedBuild("Error: Cannot find module './routes'"), ['node_modules']), null)
  t.equal(adviseOnLeftOut(failedBuild('SyntaxError'), ['node_modules', 'venv']), null)
})
