# frozen_string_literal: true

# An error that a caller is told about, as RFC 9457 has it.
class Problem < StandardError
  attr_reader :status

  def initialize(status, title, errors = nil)
    super(title)
    @status = status
    @errors = errors
  end

  def to_h
    { status: @status, title: message, errors: @errors }.compact
  end
end
