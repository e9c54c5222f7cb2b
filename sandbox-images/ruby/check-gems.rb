# frozen_string_literal: true

# Ends with a failure unless Bundler finds every gem of this image with all that it needs: what cannot be found is found
# out now, not in a build of a learner.

require 'tmpdir'

names = Gem::Specification.map(&:name).uniq - %w[bundler rubygems-update]
Dir.mktmpdir do |folder|
  File.write("#{folder}/Gemfile", names.map { |name| "gem #{name.inspect}\n" }.join)
  abort 'Bundler does not find them all' unless system('build-bundle', chdir: folder)
end
