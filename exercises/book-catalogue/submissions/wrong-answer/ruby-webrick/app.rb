require 'json'
require 'webrick'

$books = {}
$loans = {}
$next = 1

class Books < WEBrick::HTTPServlet::AbstractServlet
  def do_GET(req, res)
    isbn = req.path.split('/')[2]
    if isbn
      book = $books[isbn]
      if book
        send(res, 200, show(book))
      else
        send(res, 404, { status: 404, title: 'Not found' })
      end
    else
      list = $books.values
      list = list.select { |b| b['author'].downcase == req.query['author'].downcase } if req.query['author']
      limit = (req.query['limit'] || 20).to_i
      offset = (req.query['offset'] || 0).to_i
      if limit < 1 || limit > 100 || offset < 0
        send(res, 400, { status: 400, title: 'Bad limit or offset' })
      else
        list = list.sort_by { |b| b['title'] }
        send(res, 200, { items: (list[offset, limit] || []).map { |b| show(b) }, total: list.length })
      end
    end
  end

  def do_POST(req, res)
    parts = req.path.split('/')
    body = JSON.parse(req.body || '') rescue nil
    return send(res, 400, { status: 400, title: 'Not JSON' }) if body.nil?
    if parts[3] == 'loans'
      book = $books[parts[2]]
      return send(res, 404, { status: 404, title: 'Not found' }) unless book
      if !body['borrower'].to_s.include?('@')
        return send(res, 422, { status: 422, title: 'Invalid', errors: [{ field: 'borrower', message: 'is wrong' }] })
      end
      return send(res, 409, { status: 409, title: 'No copy' }) if show(book)['available'] == 0
      id = $next.to_s
      $next += 1
      $loans[id] = { id: id, isbn: parts[2], borrower: body['borrower'] }
      send(res, 201, $loans[id])
    else
      errors = check(body)
      return send(res, 422, { status: 422, title: 'Invalid', errors: errors }) if errors.length > 0
      return send(res, 409, { status: 409, title: 'Exists' }) if $books[body['isbn']]
      body['year'] = nil if !body.key?('year')
      $books[body['isbn']] = body
      res['Location'] = '/books/' + body['isbn']
      send(res, 201, show(body))
    end
  end

  def do_PUT(req, res)
    isbn = req.path.split('/')[2]
    return send(res, 404, { status: 404, title: 'Not found' }) unless $books[isbn]
    body = JSON.parse(req.body || '') rescue nil
    return send(res, 400, { status: 400, title: 'Not JSON' }) if body.nil?
    body['isbn'] = isbn
    errors = check(body)
    return send(res, 422, { status: 422, title: 'Invalid', errors: errors }) if errors.length > 0
    body['year'] = nil if !body.key?('year')
    $books[isbn] = body
    send(res, 200, show(body))
  end

  def do_DELETE(req, res)
    isbn = req.path.split('/')[2]
    return send(res, 404, { status: 404, title: 'Not found' }) unless $books[isbn]
    $books.delete(isbn)
    res.status = 204
  end

  def check(body)
    errors = []
    errors << { field: 'isbn', message: 'is wrong' } if body['isbn'].to_s !~ /\A\d{13}\z/
    errors << { field: 'title', message: 'is wrong' } if body['title'].to_s.strip == '' || body['title'].to_s.length > 200
    errors << { field: 'author', message: 'is wrong' } if body['author'].to_s.strip == '' || body['author'].to_s.length > 200
    errors << { field: 'copies', message: 'is wrong' } if body['copies'].to_i < 1 || body['copies'].to_i > 1000
    if !body['year'].nil? && (body['year'].to_i < 1450 || body['year'].to_i > 2100)
      errors << { field: 'year', message: 'is wrong' }
    end
    errors
  end

  def show(book)
    book.merge('available' => book['copies'].to_i - $loans.values.count { |l| l[:isbn] == book['isbn'] })
  end

  def send(res, status, body)
    res.status = status
    res['Content-Type'] = status < 400 ? 'application/json' : 'application/problem+json'
    res.body = body.to_json
  end
end

class Loans < WEBrick::HTTPServlet::AbstractServlet
  def do_DELETE(req, res)
    if $loans.delete(req.path.split('/')[2])
      res.status = 204
    else
      res.status = 404
      res['Content-Type'] = 'application/problem+json'
      res.body = { status: 404, title: 'Not found' }.to_json
    end
  end
end

server = WEBrick::HTTPServer.new(Port: ENV['PORT'].to_i)
server.mount '/books', Books
server.mount '/loans', Loans
trap('TERM') { server.shutdown }
server.start
