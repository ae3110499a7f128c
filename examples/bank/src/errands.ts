import type { TrustView } from '@retrust/core'
import type { Errand } from './code-flow.ts'

/**
 * Off to the provider, to log in. A bank takes no login from earlier on (single sign-on): one from before a revocation would
 * be refused anyway.
 */
export function logIn(url: URL, { returnTo = '/statement' }: TrustView): Errand {
  return { callback: new URL('/callback', url), returnTo, maxAge: 0 }
}

/**
 * Off to the provider, to prove once more who is there. A page of the bank that was refused says what is missing, in the
 * words of the refusal (RFC 9470); somebody who was sent here without any proves all that the bank can ask for, now. Where
 * nobody is logged in (any more) there is nothing to confirm: that is a login.
 */
export function confirm(url: URL, view: TrustView): Errand {
  if (view.subject === undefined) return logIn(url, view)
  const asked = (name: string) => url.searchParams.get(name) ?? undefined
  const purpose = { action: asked('action'), object: asked('object') }
  const [acr, maxAge] = [asked('acr_values') ?? 'mfa', Number(asked('max_age') ?? 0)]
  const { returnTo = '/statement' } = view
  return { callback: new URL('/confirm/callback', url), returnTo, acr, maxAge, purpose }
}
