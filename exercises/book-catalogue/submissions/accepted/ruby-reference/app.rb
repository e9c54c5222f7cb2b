# frozen_string_literal: true

require 'json'
require 'sinatra/base'
require_relative 'lib/catalogue'
require_relative 'lib/problem'
require_relative 'lib/validation'

# The catalogue over HTTP.
class App < Sinatra::Base
  configure do
    set :catalogue, Catalogue.new
    set :show_exceptions, false
    set :raise_errors, false
  end

  before { content_type :json }

  get '/books' do
    limit = Validation.number(params.fetch('limit', '20'), 1..100)
    offset = Validation.number(params.fetch('offset', '0'), 0..)
    JSON.generate(catalogue.list(params['author'], limit, offset))
  end

  post '/books' do
    book = catalogue.add(Validation.book(read_json))
    status 201
    headers 'Location' => "/books/#{book[:isbn]}"
    JSON.generate(book)
  end

  get '/books/:isbn' do |isbn|
    JSON.generate(catalogue.read(isbn))
  end

  put '/books/:isbn' do |isbn|
    catalogue.read(isbn)
    JSON.generate(catalogue.change(isbn, Validation.change(read_json, isbn)))
  end

  delete '/books/:isbn' do |isbn|
    catalogue.remove(isbn)
    status 204
  end

  post '/books/:isbn/loans' do |isbn|
    catalogue.read(isbn)
    status 201
    JSON.generate(catalogue.lend(isbn, Validation.loan(read_json)[:borrower]))
  end

  delete '/loans/:id' do |id|
    catalogue.take_back(id)
    status 204
  end

  not_found do
    answer(Problem.new(404, 'There is no such path.'))
  end

  error Problem do |problem|
    answer(problem)
  end

  error do
    answer(Problem.new(500, 'Something went wrong.'))
  end

  private

  def catalogue = settings.catalogue

  def read_json
    JSON.parse(request.body.read)
  rescue JSON::ParserError
    raise Problem.new(400, 'The body is not JSON.')
  end

  def answer(problem)
    status problem.status
    content_type 'application/problem+json'
    JSON.generate(problem.to_h)
  end
end
