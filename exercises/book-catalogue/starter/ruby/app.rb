# frozen_string_literal: true

require 'json'
require 'sinatra/base'

# The catalogue over HTTP.
class App < Sinatra::Base
  not_found do
    halt(*problem(501, "#{request.request_method} #{request.path_info} is yours to build."))
  end

  # Begin here: post '/books' do ...

  private

  def problem(status, title)
    [status, { 'content-type' => 'application/problem+json' }, JSON.generate(status:, title:)]
  end
end
