import { checkResponse } from '../contract/check-response.mjs'

const mostViolations = 20

/**
 * Compares each response of one test with the contract.
 * @param {import('../contract/load-contract.mjs').Operation[] | null} operations
 */
export function watchContract(operations) {
  const violations = []
  let checkedCount = 0
  return {
    /** @param {object} exchange as recorded @param {import('../kit/http/send-request.mjs').Answer} answer */
    check(exchange, answer) {
      if (!operations || answer.status === null || answer.failure) return
      const { isDocumented, problem } = checkResponse(operations, exchange, answer)
      if (isDocumented) checkedCount++
      if (problem && violations.length < mostViolations) violations.push({ problem, exchange })
    },
    result: () => ({ checkedCount, violations }),
  }
}
