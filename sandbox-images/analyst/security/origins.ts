import type { Language } from '../../../contracts/language.js'

/**
 * How far a value can be trusted, from `fixed` (written in the source, or a number) to `request` (the caller chose it).
 */
export const trust = { fixed: 0, opaque: 1, loose: 2, request: 3 } as const
export type Trust = (typeof trust)[keyof typeof trust]

/** Where a request's data comes from, in the dotted names of each language's frameworks. */
export const requestData: Readonly<Record<Language, RegExp>> = {
  node: /^(?:await)?(?:this\.)?(?:req|request|ctx|context|c|event|request\.raw)\.(?:request\.)?(?:req\.)?(?:query|params|body|headers|cookies|url|originalUrl|path|rawBody|files?|param|header|get|queryStringParameters|json|formData|text)\b|\bsearchParams\b/,
  python:
    /^(?:self\.)?(?:flask\.)?(?:request|req)\.(?:args|form|json|values|query_params|path_params|get_json|headers|cookies|data|body|GET|POST|files|match_info|query|rel_url|view_args|path|url|params|get_param|media)\b|^self\.(?:path|headers|rfile|get_argument|get_query_argument)\b/,
  java: /^(?:req|request|httpRequest|servletRequest|ctx|context|exchange|ex|he|httpExchange)\.(?:getParameter|getParameterValues|getParameterMap|getHeader|getQueryString|getPathInfo|getRequestURI|getInputStream|getReader|getCookies|getPart|queryParam|pathParam|formParam|body|bodyAsClass|header|getRequestBody|getRequestHeaders|queryParams|params|uploadedFile)\b/,
  php: /^_(?:GET|POST|REQUEST|COOKIE|FILES|SERVER)\b|^(?:this\.)?(?:request|req)\.(?:getQueryParams|getParsedBody|getAttribute|getBody|getUploadedFiles|getHeaderLine|getCookieParams|query|get|input|request|post|all|headers|cookies|files|params|body|route)\b|^(?:file_get_contents\(['"]php:\/\/input|apache_request_headers|getallheaders|filter_input)/,
  dotnet:
    /^(?:this\.)?(?:HttpContext\.|context\.|httpContext\.|ctx\.|http\.)?(?:Request|request|req)\.(?:Query|QueryString|Form|Headers|Path|RouteValues|Body|Cookies|ReadFromJsonAsync|ReadFormAsync)\b/,
  ruby: /^(?:params|cookies|env\[|(?:request|req)\.(?:params|body|env|query_string|path_info|path|fullpath|url|cookies|query|header|GET|POST|user_agent|referer|get_header)\b)/,
}

/** What makes a number, a date or an id out of anything, or only measures it. */
export const makesNumber =
  /(?:^|\.)(?:Number|parseInt|parseFloat|BigInt|int|float|Decimal|bool|Boolean|len|count|intval|floatval|boolval|strlen|sizeof|abs|min|max|round|floor|ceil|valueOf|parseLong|parseDouble|parseBoolean|fromString|UUID|isInteger|toInteger|Integer|Float|to_i|to_f|size|length|indexOf|ToInt32|ToInt64|ToBoolean|ToDouble|hashCode|randomUUID|NewGuid|uuid4|now|time|ordinal|enumerate|range|isoformat|getTime)$|^(?:int|long|double|decimal|Guid|DateTime|bool|DateOnly|Integer|Long|Double|LocalDate|Instant|Enum|UUID|Boolean|Math)\.(?:Parse|TryParse|parse\w*|valueOf|fromString|\w+)$/

/** Whether a call of PHP gives a number or a boolean, or nothing: its filter refuses all else. */
export const filtersNumber = ({ path, args }: { path: string; args: readonly { tail: string }[] }): boolean =>
  /^filter_(?:input|var)$/.test(path) &&
  args.some(({ tail }) => /^\\?FILTER_VALIDATE_(?:INT|FLOAT|BOOL|BOOLEAN)$/.test(tail))

/** What Ruby asks a value for to have a number of it, whatever it was. */
export const asksForNumber = /\.to_[if]$/

/** Types that hold no text. */
export const numericType =
  /^:?\s*(?:int|long|short|double|float|decimal|bool|boolean|number|Integer|Long|Double|Boolean|BigDecimal|UUID|Guid|DateTime|DateOnly|DateTimeOffset|LocalDate|Instant|uuid\.UUID|date|datetime|Int32|Int64|TimeSpan|byte)\b\??$/

/** What makes a value harmless where it is put: quoting, escaping, taking the last part of a path. */
export const cleans =
  /(?:^|\.)(?:escape|escapeId|escapeLiteral|escapeIdentifier|quote|quoteIdentifier|quote_ident|quote_literal|quote_name|mysqli_real_escape_string|real_escape_string|pg_escape_literal|pg_escape_identifier|pg_escape_string|escapeshellarg|escapeshellcmd|basename|secure_filename|GetFileName|getFileName|GetRandomFileName|GetTempFileName|ident|Identifier|md5|sha1|sha256|hash|hexdigest|bin2hex|createHash|literal|enquoteIdentifier|QuoteIdentifier|enquoteLiteral|safe_join|normalizeName|slugify|slug|allowlist|whitelist)$/

/** What hands on what it is given, whole or in part. */
export const handsOn =
  /(?:^|\.)(?:join|map|trim|strip|lstrip|rstrip|toLowerCase|toUpperCase|lower|upper|strtolower|strtoupper|ToLower|ToUpper|ToLowerInvariant|ToUpperInvariant|replace|replaceAll|Replace|str_replace|slice|substring|Substring|substr|format|Format|formatted|sprintf|vsprintf|String|str|string|strval|toString|ToString|concat|Concat|implode|Join|encode|decode|decodeURIComponent|encodeURIComponent|urldecode|rawurldecode|unquote|Buffer\.from|flat|filter|keys|values|entries|items|array_keys|array_values|array_map|array_filter|array_merge|Select|Where|stream|collect|toList|ToList|ToArray|toArray|from|of|List\.of|asList|Arrays\.asList|orElse|ofNullable|normalize|resolve|Combine|get|Get|getOrDefault|GetValueOrDefault|getFirst|get_or_404|pop|split|Split|fill|repeat|str_repeat|reverse|sort|sorted|list|tuple|set|Set|Array|dict|array_fill|nCopies|Repeat|joining|append|StringBuilder|parse|URL|Path|File|Paths\.get|trimEnd|trimStart|TrimStart|TrimEnd|Trim|ltrim|rtrim|removeprefix|loads|getlist|first|FirstOrDefault|dirname|getPath|getQuery|sql|text|SQL|strip_tags|toPath|toFile|clone|readValue|json_decode|JSON\.parse|json|sprintf|Value|AsSpan|expanduser|strtr|ucfirst)$/

const checkingCalls =
  'includes|has|hasOwn|hasOwnProperty|indexOf|in_array|contains|Contains|containsKey|ContainsKey|TryGetValue|test|fullmatch|match|IsMatch|preg_match|array_key_exists|ctype_\\w+|is_numeric|is_int|is_integer|is_long|is_float|is_double|is_bool|isInteger|isSafeInteger|include\\?|key\\?|member\\?|match\\?'
const checkingMethods =
  'startsWith|StartsWith|startswith|endsWith|matches|isalnum|isdigit|isidentifier|isdecimal|is_relative_to|match|every|match\\?|start_with\\?|between\\?'

/**
 * Conditions that let only known values of a name through: a look into a list, a pattern, a comparison with a literal.
 */
export function checkOf(name: string): RegExp {
  const word = `(?<![\\w.$])\\$?${name.replace(/\$/g, '\\$')}(?![\\w(])`
  return new RegExp(
    [
      `\\b(?:${checkingCalls})\\s*\\([^()]*${word}`,
      `${word}(?:\\?)?\\.(?:${checkingMethods})\\(`,
      `${word}\\s+(?:not\\s+)?in\\s`,
      `\\[\\s*${word}\\s*\\]`,
      `${word}\\s*[!=]==?\\s*["'][^"']`,
      `["']\\s*[!=]==?\\s*${word}`,
      `${word}\\s*[!=]~`,
      `${word}\\.equals\\(\\s*"[^"]`,
      `"\\.equals\\(\\s*${word}`,
    ].join('|'),
  )
}
