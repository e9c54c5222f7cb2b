class HttpError extends Error {
  constructor(status, title, { errors, headers } = {}) {
    super(title)
    Object.assign(this, { status, title, errors, headers })
  }
}

module.exports = { HttpError }
