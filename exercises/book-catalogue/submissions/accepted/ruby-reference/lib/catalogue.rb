# frozen_string_literal: true

require 'securerandom'
require_relative 'problem'

# The books of the library, and who has which copy. Requests at the same time use it one after the other.
class Catalogue
  def initialize
    @lock = Monitor.new
    @books = {}
    @loans = {}
  end

  def add(book)
    @lock.synchronize do
      raise Problem.new(409, 'This ISBN is in the catalogue already.') if @books.key?(book[:isbn])

      @books[book[:isbn]] = book
      describe(book)
    end
  end

  def read(isbn)
    @lock.synchronize { describe(find(isbn)) }
  end

  def list(author, limit, offset)
    @lock.synchronize do
      matching = @books.values.select { |book| author.nil? || book[:author].downcase == author.downcase }
      page = matching.sort_by { |book| book[:title] }.slice(offset, limit) || []
      { items: page.map { |book| describe(book) }, total: matching.size }
    end
  end

  def change(isbn, book)
    @lock.synchronize do
      find(isbn)
      raise Problem.new(409, 'More copies than that are lent.') if book[:copies] < count_loans(isbn)

      @books[isbn] = book
      describe(book)
    end
  end

  def remove(isbn)
    @lock.synchronize do
      find(isbn)
      raise Problem.new(409, 'Some copies of this book are lent.') if count_loans(isbn).positive?

      @books.delete(isbn)
    end
  end

  def lend(isbn, borrower)
    @lock.synchronize do
      raise Problem.new(409, 'All copies of this book are lent.') if describe(find(isbn))[:available].zero?

      id = SecureRandom.uuid
      @loans[id] = { id:, isbn:, borrower: }
    end
  end

  def take_back(id)
    @lock.synchronize do
      raise Problem.new(404, 'There is no such loan.') unless @loans.delete(id)
    end
  end

  private

  def find(isbn)
    @books.fetch(isbn) { raise Problem.new(404, 'There is no such book.') }
  end

  def describe(book)
    { **book, available: book[:copies] - count_loans(book[:isbn]) }
  end

  def count_loans(isbn)
    @loans.each_value.count { |loan| loan[:isbn] == isbn }
  end
end
