import t from 'tap'
import { isHarmless } from '../../../../worker/checks/quality/harmless.js'

const isDropped = (rule: string, text: string, { line = 1, message = '' } = {}) => {
  const tool = rule.startsWith('PL') ? 'ruff' : 'roslyn'
  const source = new Map([['a', Buffer.from(text)]])
  return isHarmless({ tool, rule, path: 'a', line, column: 1, endLine: line, message }, source)
}

t.test('what only Entity Framework or a serializer sets is nothing to report', async (t) => {
  const context =
    'class Db : DbContext {\n  public DbSet<Note> Notes { get; set; }\n  public string Name { get; set; }\n}'
  const unset = (name: string) => ({ message: `Non-nullable property '${name}' must contain a non-null value.` })
  t.equal(isDropped('CS8618', context, unset('Notes')), true)
  t.equal(isDropped('CS8618', context, unset('Name')), false)
  t.equal(isDropped('S1144', '', { message: "Remove the unused private setter 'set_Id'." }), true)
  t.equal(isDropped('S1144', '', { message: "Remove the unused private method 'Load'." }), false)
})

t.test('a default of an environment variable that is converted anyway may be a number', async (t) => {
  t.equal(isDropped('PLW1508', 'import os\napp.run(port=int(os.environ.get("PORT", 5000)))', { line: 2 }), true)
  t.equal(isDropped('PLW1508', 'port = os.getenv("PORT", 5000)'), false)
  t.equal(isDropped('F401', 'import os'), false)
})
