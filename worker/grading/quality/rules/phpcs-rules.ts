import { maintainability, risk, security, style } from './describe-rule.js'
import type { RuleTable } from './rule.js'

/**
 * PHP_CodeSniffer, by its sniffs: a few of PSR-1 and PSR-12 that readers stumble over, and those that find mistakes. Its sniff for
 * code that never runs is left out: it takes `throw` inside an expression for the end of a block.
 */
export const phpcsRules: RuleTable = {
  'Squiz.PHP.Eval': security('severe', 'Text becomes code: whoever writes the text runs programs in your service.', 'Parse the value, or pick a function from a fixed table.', 'command-injection'),
  'Generic.PHP.BacktickOperator': security('severe', 'A shell reads the command: input in it becomes more commands.', 'Use proc_open with a list of arguments.', 'command-injection'),
  'Generic.CodeAnalysis.EmptyPHPStatement': maintainability('slight', 'A semicolon alone does nothing, or ends a statement too early.', 'Remove it.'),
  'Generic.CodeAnalysis.UnconditionalIfStatement': risk('notable', 'The condition is always the same, so one branch never runs.', 'Test what was meant.'),
  'Generic.CodeAnalysis.JumbledIncrementer': risk('notable', 'The inner loop counts with the variable of the outer one.', 'Give each loop a variable of its own.'),
  'Generic.CodeAnalysis.UselessOverridingMethod': maintainability('slight', 'The method only calls the one that it replaces.', 'Remove it.'),
  'Generic.PHP.DisallowShortOpenTag': risk('notable', 'Where short tags are off, the file is sent to the caller as it is.', 'Write <?php in full.'),
  'Generic.PHP.DeprecatedFunctions': maintainability('slight', 'This version of PHP warns of the function, and the next may lack it.', 'Use what its manual page names in its place.'),
  'Generic.ControlStructures.InlineControlStructure': style('slight', 'Without braces the next line that is added is outside the condition.', 'Put braces around the body.'),
  'Squiz.Scope.MethodScope': style('slight', 'A method that does not say who may call it is public.', 'Write public, protected or private.'),
  'PSR1.Methods.CamelCapsMethodName': style('slight', 'Methods are named in camelCase everywhere else.', 'Rename the method.'),
  'Squiz.Classes.ValidClassName': style('slight', 'Classes are named in StudlyCaps everywhere else.', 'Rename the class.'),
  'Generic.WhiteSpace.DisallowTabIndent': style('slight', 'Tabs are shown in different widths, so the code shifts from editor to editor.', 'Indent by four spaces.'),
}
