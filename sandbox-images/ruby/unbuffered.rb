# frozen_string_literal: true

# Every program of Ruby loads this first.
$stdout.sync = $stderr.sync = true
