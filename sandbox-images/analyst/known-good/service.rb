# frozen_string_literal: true

def greet(name)
  "Hello, #{name}"
end

puts greet(ENV.fetch('NAME')) if $PROGRAM_NAME == __FILE__
