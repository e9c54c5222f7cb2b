# frozen_string_literal: true

# Loaded before the tests: counts which lines of a learner's sources they run, and writes the percentage at the end.

require 'coverage'

# The sources of a learner, and how many of their lines can run and were run.
module LineCount
  TESTS = %r{\A(?:spec|tests?|features|vendor|\.[^/]*|coverage)/|(?:\A|/)(?:test_[^/]*|[^/]*_(?:test|spec)|[^/]*_helper)\.rb\z}

  module_function

  # A file that nothing has loaded counts with all its lines.
  def percent(root, loaded)
    lines = sources(root).flat_map do |path|
      found = loaded[path] || loaded[File.realpath(path)]
      found ? found.fetch(:lines) : Coverage.line_stub(path)
    end
    counted = lines.compact
    counted.empty? ? nil : 100.0 * counted.count(&:positive?) / counted.size
  end

  def sources(root)
    Dir.glob('**/*.rb', base: root).grep_v(TESTS).map { |path| File.join(root, path) }
  end
end

root = Dir.pwd
pid = Process.pid
Coverage.start(lines: true)
at_exit do
  next unless Process.pid == pid

  require 'json'
  File.write(ENV.fetch('OWN_TESTS_COVERAGE'), JSON.generate({ percent: LineCount.percent(root, Coverage.peek_result) }))
end

# SimpleCov, which a learner's tests may start, gets what is counted here: Ruby counts once.
Coverage.singleton_class.prepend(
  Module.new do
    def setup(*) = nil
    def start(*) = nil
    def result(**) = peek_result
  end
)
