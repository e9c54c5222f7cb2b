# frozen_string_literal: true

# Prints what learners find in this image: a line an item, kind, name and version between tabs.

newest = Gem::Specification.group_by(&:name).map { |name, found| [name, found.map(&:version).max] }

puts "runtime\tRuby\t#{RUBY_VERSION}"
newest.sort_by { |name, _| name.downcase }.each do |name, version|
  kind = name == 'bundler' ? 'tool' : 'package'
  puts "#{kind}\t#{name}\t#{version}"
end
