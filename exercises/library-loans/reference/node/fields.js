import { invalid } from './problem.js'

/** Values of a JSON body, each checked as the contract has it. */

export function readText(body, name, fallback) {
  const value = body[name] ?? fallback
  if (typeof value !== 'string') throw invalid(`${name} must be text`)
  const text = value.trim()
  if (text.length < 1 || text.length > 200) throw invalid(`${name} must have 1 to 200 characters`)
  return text
}

export function readWhole(body, name, { min, max }, fallback) {
  const value = body[name] ?? fallback
  if (!Number.isInteger(value) || value < min || value > max) throw invalid(`${name} must be a whole number from ${min} to ${max}`)
  return value
}

/** A number of a query string. */
export function readParameter(query, name, { min, max }, fallback) {
  const text = query.get(name)
  if (text === null) return fallback
  if (!/^[0-9]{1,6}$/.test(text) || Number(text) < min || Number(text) > max) throw invalid(`${name} must be a whole number from ${min} to ${max}`)
  return Number(text)
}
