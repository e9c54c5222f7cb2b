import t from 'tap'
import { chooseLanguage } from '../../api/submissions/receive-submission.js'

t.test('the language named counts, where the exercise offers it', async (t) => {
  t.equal(chooseLanguage('python', ['package.json'], ['node', 'python']), 'python')
  t.throws(() => chooseLanguage('java', [], ['node', 'dotnet']), {
    code: 'language-not-offered',
    message: 'The exercise is available in Node.js and .NET, not in Java.',
  })
  t.throws(() => chooseLanguage('__proto__', [], ['node', 'dotnet']), {
    code: 'language-not-offered',
    message: 'The exercise is available in Node.js and .NET. "__proto__" is not a language: use node or dotnet.',
  })
})

t.test('else the files tell it; where they do not, the caller is asked', async (t) => {
  t.equal(chooseLanguage(undefined, ['package.json'], ['node', 'python']), 'node')
  t.equal(chooseLanguage('', ['main.py'], ['node', 'python']), 'python')
  t.throws(() => chooseLanguage(undefined, ['pom.xml'], ['node']), {
    code: 'language-not-offered',
    message: 'The exercise is available in Node.js, not in Java.',
  })
  t.throws(() => chooseLanguage(undefined, ['README'], ['node', 'python']), {
    code: 'language-unknown',
    message: /available in Node\.js and Python\./,
  })
})
