# frozen_string_literal: true

require_relative 'problem'

# Turns bodies and parameters of requests into values, or raises a problem that names every field that is wrong.
module Validation
  # What a field must satisfy, and the message where it does not.
  Rule = Struct.new(:message, :holds) do
    def holds?(value) = holds.call(value)
  end

  def self.isbn?(value)
    return false unless value.is_a?(String) && value.match?(/\A[0-9]{13}\z/)

    value.each_char.with_index.sum { |digit, index| digit.to_i * (index.odd? ? 3 : 1) } % 10 == 0
  end

  def self.text?(value)
    value.is_a?(String) && !value.strip.empty? && value.length <= 200
  end

  def self.address?(value)
    value.is_a?(String) && value.match?(/\A.+@.+\z/m)
  end

  def self.integer?(value, range)
    value.is_a?(Integer) && range.cover?(value)
  end

  BOOK = {
    isbn: Rule.new('must be 13 digits with a right check digit', method(:isbn?)),
    title: Rule.new('must be a text of 1 to 200 characters', method(:text?)),
    author: Rule.new('must be a text of 1 to 200 characters', method(:text?)),
    year: Rule.new(
      'must be an integer from 1450 to 2100, or null',
      ->(value) { value.nil? || integer?(value, 1450..2100) }
    ),
    copies: Rule.new('must be an integer from 1 to 1000', ->(value) { integer?(value, 1..1000) })
  }.freeze

  LOAN = { borrower: Rule.new('must be an address', method(:address?)) }.freeze

  def self.book(body)
    check({ 'year' => nil, **fields(body) }, BOOK)
  end

  # The body of a PUT may leave out the ISBN, and may not name another.
  def self.change(body, isbn)
    same = Rule.new('must be the ISBN of the path', ->(value) { value == isbn })
    check({ 'year' => nil, 'isbn' => isbn, **fields(body) }, { **BOOK, isbn: same })
  end

  def self.loan(body)
    check(fields(body), LOAN)
  end

  def self.number(text, range)
    valid = text.is_a?(String) && text.match?(/\A[0-9]{1,15}\z/) && range.cover?(text.to_i)
    raise Problem.new(400, 'limit or offset is not valid.') unless valid

    text.to_i
  end

  def self.check(body, rules)
    wrong = rules.reject { |field, rule| rule.holds?(body[field.to_s]) }
    errors = wrong.map { |field, rule| { field:, message: rule.message } }
    unknown = body.keys - rules.keys.map(&:to_s)
    errors += unknown.map { |field| { field:, message: 'is not known' } }
    raise Problem.new(422, 'The body is not valid.', errors) unless errors.empty?

    rules.keys.to_h { |field| [field, body[field.to_s]] }
  end
  private_class_method :check

  def self.fields(body)
    return body if body.is_a?(Hash)

    raise Problem.new(422, 'The body must be an object.', [{ field: '', message: 'must be an object' }])
  end
  private_class_method :fields
end
