import { maintainability, risk, type RuleTable, security, style } from './rule.js'

/**
 * PHP_CodeSniffer, by its sniffs: a few of PSR-1 and PSR-12 that readers stumble over, and those that find mistakes.
 * Its sniff for code that never runs is left out: it takes `throw` inside an expression for the end of a block.
 */
export const phpcsRules: RuleTable = {
  'Squiz.PHP.Eval': security(
    'severe',
    'Text is run as code: anyone who controls the text can run programs in your service.',
    'Parse the value, or pick a function from a fixed table.',
    'command-injection',
  ),
  'Generic.PHP.BacktickOperator': security(
    'severe',
    'A shell parses the command, so input in it can run more commands.',
    'Use proc_open with a list of arguments.',
    'command-injection',
  ),
  'Generic.CodeAnalysis.EmptyPHPStatement': maintainability(
    'slight',
    'A semicolon alone does nothing, or ends a statement too early.',
    'Remove it.',
  ),
  'Generic.CodeAnalysis.UnconditionalIfStatement': risk(
    'notable',
    'The condition is always the same, so one branch never runs.',
    'Test what you intended.',
  ),
  'Generic.CodeAnalysis.JumbledIncrementer': risk(
    'notable',
    'The inner loop uses the counter of the outer one.',
    'Give each loop its own variable.',
  ),
  'Generic.CodeAnalysis.UselessOverridingMethod': maintainability(
    'slight',
    'The method only calls the one that it overrides.',
    'Remove it.',
  ),
  'Generic.PHP.DisallowShortOpenTag': risk(
    'notable',
    'Where short tags are off, the source of the file is sent to the client.',
    'Write <?php in full.',
  ),
  'Generic.PHP.DeprecatedFunctions': maintainability(
    'slight',
    'The function is deprecated in this version of PHP and may be missing in the next.',
    'Use the replacement that its manual page names.',
  ),
  'Generic.ControlStructures.InlineControlStructure': {
    ...style(
      'slight',
      'Without braces, the next line that someone adds is outside the condition.',
      'Put braces around the body.',
    ),
    message: 'The body of this statement has no braces.',
  },
  'Squiz.Scope.MethodScope': style(
    'slight',
    'A method that does not declare its visibility is public.',
    'Write public, protected or private.',
  ),
  'PSR1.Methods.CamelCapsMethodName': style(
    'slight',
    'By convention, method names use camelCase.',
    'Rename the method.',
  ),
  'Squiz.Classes.ValidClassName': style('slight', 'By convention, class names use StudlyCaps.', 'Rename the class.'),
  'Generic.WhiteSpace.DisallowTabIndent': style(
    'slight',
    'Editors show tabs at different widths, so the code shifts from editor to editor.',
    'Indent with four spaces.',
  ),
}
