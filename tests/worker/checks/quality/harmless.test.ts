import t from 'tap'
import { isHarmless } from '../../../../worker/checks/quality/rules/harmless.js'

const isDropped = (rule: string, text: string, { line = 1, message = '', path = 'a', web = '' } = {}) => {
  const tool = rule.startsWith('PL') ? 'ruff' : 'roslyn'
  const source = new Map([
    [path, Buffer.from(text)],
    ['Procfile', Buffer.from(`web: ${web}\n`)],
  ])
  return isHarmless({ tool, rule, path, line, column: 1, endLine: line, message }, source)
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

t.test('the semicolon after a closing brace of PHP may end a statement', async (t) => {
  const rule = 'Generic.CodeAnalysis.EmptyPHPStatement'
  t.equal(isDropped(rule, '<?php\n$errors = fn () => function () {\n};', { line: 3, path: 'index.php' }), true)
  t.equal(isDropped(rule, '<?php\n$a = 1;;', { line: 2, path: 'index.php' }), false)
})

t.test('a debugger is nothing to report where the server only imports its file', async (t) => {
  const text = 'app = Flask(__name__)\n\nif __name__ == "__main__":\n    app.run(debug=True)\n'
  const web = 'gunicorn wsgi:app'
  for (const rule of ['debug-mode', 'S201', 'B201']) {
    t.equal(isDropped(rule, text, { line: 4, path: 'wsgi.py', web }), true, rule)
    t.equal(isDropped(rule, text, { line: 4, path: 'wsgi.py', web: 'python wsgi.py' }), false, `${rule}, started`)
  }
  const after = `${text}app.run(debug=True)\n`
  t.equal(isDropped('B201', after, { line: 5, path: 'wsgi.py', web }), false)
})
