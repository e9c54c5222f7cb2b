import type { Exchange } from '../../contracts/examiner-protocol.js'
import type { Cause } from './cause.js'

/** Why a response refuses a request that came from no page of its own; undefined where it does not say so. */
export const explainCsrf = ({ status, responseBody }: Exchange): Cause | undefined => {
  const body = responseBody ?? ''
  return (status ?? 0) >= 400 ? protections.find(({ says, statuses }) => statuses.includes(status ?? 0) && says.test(body))?.cause : undefined
}

const protect = (what: string, advice: string): Cause => ({ detail: `${what} refuses requests without a CSRF token, which only its own pages have.`, advice })

const protections: readonly { statuses: readonly number[]; says: RegExp; cause: Cause }[] = [
  { statuses: [403], says: /CSRF verification failed/, cause: protect('Django', 'Remove CsrfViewMiddleware from MIDDLEWARE, or decorate the views with @csrf_exempt.') },
  { statuses: [403], says: /"CSRF Failed: /, cause: protect('Django REST framework', 'Remove SessionAuthentication: set "DEFAULT_AUTHENTICATION_CLASSES": [] in REST_FRAMEWORK.') },
  { statuses: [419], says: /CSRF token mismatch|Page Expired/i, cause: protect('Laravel', 'Remove VerifyCsrfToken from the group "web" in app/Http/Kernel.php, or write $except = ["*"] in that class.') },
  { statuses: [400, 422], says: /The CSRF token is invalid\. Please try to resubmit the form/, cause: protect('A form of Symfony', 'Set the option "csrf_protection" of the form to false.') },
  { statuses: [403, 500], says: /invalid csrf token|EBADCSRFTOKEN/, cause: protect('Your middleware', 'Remove the CSRF middleware: an API needs none.') },
]
