/** One challenge of a `WWW-Authenticate` header (RFC 6750 section 3, RFC 9470 section 3, RFC 9110 section 11.6.1). */
export interface Challenge {
  readonly scheme: 'Bearer' | 'DPoP'
  readonly error?:
    | 'invalid_request'
    | 'invalid_token'
    | 'insufficient_scope'
    | 'insufficient_user_authentication'
    | undefined
  readonly description?: string | undefined
  readonly scope?: readonly string[] | undefined
  readonly acrValues?: string | undefined
  readonly maxAgeMs?: number | undefined
}

/** Writes a challenge. Values are quoted; what the grammar has no place for is left out, so nothing can break out of a value. */
export function wwwAuthenticate(challenge: Challenge): string {
  const parts: string[] = []
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined) parts.push(`${name}="${value.replace(/[^\x20-\x21\x23-\x5B\x5D-\x7E]/g, '')}"`)
  }
  add('error', challenge.error)
  add('error_description', challenge.description)
  add('scope', challenge.scope?.join(' '))
  add('acr_values', challenge.acrValues)
  add('max_age', challenge.maxAgeMs === undefined ? undefined : String(Math.floor(challenge.maxAgeMs / 1000)))
  return parts.length === 0 ? challenge.scheme : `${challenge.scheme} ${parts.join(', ')}`
}
