# frozen_string_literal: true

# Reads files with RuboCop and prints lines of the analyst's readers.
#
# Stdin: one JSON object with `root`, `files`, `rules`, and `settings` of some of them. RuboCop is driven by its classes
# and not by its command, so that each file is told of before it is read, and no configuration is looked for.

require 'json'
require 'rubocop'

# What the parser of a hostile file may take. Beyond it Ruby raises NoMemoryError, which ends this process.
MEMORY_BYTES = 768 * 1024 * 1024

# The newest that this version of RuboCop knows: what Ruby has learnt since is a fault of syntax to no rule asked for.
RUBY = 3.2

# What a tool says of a failure, without what follows.
REASON_LENGTH = 250

def tell(type, path, **fields)
  puts JSON.generate({ type:, path:, **fields })
end

def make_team(rules, settings)
  registry = RuboCop::Cop::Registry.global
  cops = rules.map { |rule| registry.find_by_cop_name(rule) or raise "RuboCop has no cop #{rule}" }
  changes = rules.to_h { |rule| [rule, { 'Enabled' => true, **settings.fetch(rule, {}) }] }
  defaults = RuboCop::ConfigLoader.default_configuration.to_h
  hash = defaults.merge(changes) { |_, default, changed| default.merge(changed) }
  hash['AllCops'] = hash['AllCops'].merge('TargetRubyVersion' => RUBY)
  config = RuboCop::Config.new(hash, '/tmp/rubocop.yml')
  RuboCop::Cop::Team.mobilize(RuboCop::Cop::Registry.new(cops), config, ignore_disable_comments: true, raise_error: true)
end

def read_file(team, root, path)
  tell('reading', path)
  source = RuboCop::ProcessedSource.new(File.read(File.join(root, path), encoding: 'UTF-8'), RUBY, path)
  unless source.valid_syntax?
    fault = source.diagnostics.find { |each| %i[error fatal].include?(each.level) }
    return tell('unread', path, reason: "rubocop cannot read it: #{fault&.message}"[0, REASON_LENGTH])
  end
  team.investigate(source).offenses.each { |offense| tell_offense(path, offense) }
rescue EncodingError, RuboCop::Error => e
  tell('unread', path, reason: "rubocop cannot read it: #{e.message.lines.first}"[0, REASON_LENGTH])
end

def tell_offense(path, offense)
  tell(
    'observation', path,
    tool: 'rubocop', rule: offense.cop_name, line: offense.line, column: offense.column + 1, endLine: offense.last_line,
    message: offense.message.delete_prefix("#{offense.cop_name}: ")
  )
end

Process.setrlimit(Process::RLIMIT_AS, MEMORY_BYTES)
$stdout.sync = true
request = JSON.parse($stdin.read)
team = make_team(request['rules'], request['settings'])
request['files'].each { |path| read_file(team, request['root'], path) }
