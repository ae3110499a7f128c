/** What a cookie of ours may be called, without its prefix. */
export const COOKIE_NAME: RegExp = /^[A-Za-z0-9_-]{1,64}$/

/** An origin as browsers send it (RFC 6454 section 6.2), so that it can be compared as text. */
export function isOrigin(value: unknown): boolean {
  try {
    return typeof value === 'string' && /^https?:/.test(value) && new URL(value).origin === value
  } catch {
    return false
  }
}

/** A cookie's whole name and its attributes (RFC 6265bis section 4.1.3): of this host alone, and out of reach for scripts. */
export function cookieForm(name: string, secure: boolean): { readonly name: string; readonly attributes: string } {
  return {
    name: `${secure ? '__Host-' : ''}${name}`,
    attributes: `; Path=/; HttpOnly${secure ? '; Secure' : ''}; SameSite=Lax`,
  }
}
