import type { SourceTree } from '../../contracts/source-tree.js'
import type { Cause } from './cause.js'
import { findSourceLines } from './source-lines.js'

export const djangoRefusesHost: Cause = {
  detail: 'Django refuses requests to 127.0.0.1, which is where the tests come from.',
  advice: 'Add "127.0.0.1" and "localhost" to ALLOWED_HOSTS, or write ALLOWED_HOSTS = ["*"].',
}

export const starletteRefusesHost: Cause = {
  detail: 'TrustedHostMiddleware refuses requests to 127.0.0.1, which is where the tests come from.',
  advice: 'Add "127.0.0.1" and "localhost" to its allowed_hosts, or remove the middleware.',
}

/** Of ASP.NET Core, which filters by a setting. */
export function explainAllowedHosts(source: SourceTree): Cause {
  const place = findSourceLines(source, /(^|\/)appsettings[^/]*\.json$/, /"AllowedHosts"\s*:\s*"(?!\*)/)[0]
  return {
    detail: `ASP.NET Core refuses requests to 127.0.0.1, which is where the tests come from: AllowedHosts${place ? ` in ${place.path}, line ${place.line},` : ''} does not contain it.`,
    advice: 'Set "AllowedHosts": "*" in appsettings.json.',
  }
}
