# frozen_string_literal: true

# Loaded before the tests of minitest or test-unit: writes how many of them passed and failed.

require 'json'
require 'minitest'

# Writes the counts where `run-own-tests` reads them.
module TestCount
  def self.write(passed:, failed:)
    File.write(ENV.fetch('OWN_TESTS_RESULTS'), JSON.generate({ passed:, failed: }))
  end

  # Of test-unit, once it is loaded: it begins at the end of the program.
  def self.listen
    Test::Unit::AutoRunner.setup_option { |runner, _| runner.listeners << Listener.new }
  end

  # What minitest tells at the end.
  class Reporter < Minitest::StatisticsReporter
    def report
      super
      failed = failures + errors
      TestCount.write(passed: count - failed - skips, failed:)
    end
  end

  # What test-unit tells: the result at the start is filled as the tests run.
  class Listener
    def attach_to_mediator(mediator)
      result = nil
      mediator.add_listener(Test::Unit::UI::TestRunnerMediator::STARTED) { |started| result = started }
      mediator.add_listener(Test::Unit::UI::TestRunnerMediator::FINISHED) do
        failed = result.failure_count + result.error_count
        TestCount.write(passed: result.run_count - failed - result.pending_count - result.omission_count, failed:)
      end
    end
  end
end

Minitest.extensions << 'own_tests'

def Minitest.plugin_own_tests_init(options)
  reporter << TestCount::Reporter.new(options[:io], options)
end
