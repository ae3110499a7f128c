import { type AccessTokenOptions, accessToken, type CookieSessionOptions, cookieSession } from '@retrust/core'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { faultsOf, GOOD, withGood } from './faults-of.ts'

describe('options of any make', () => {
  const names = [
    ...'store credentials policy actions acrOrder pages signals secrets outage audit'.split(' '),
    ...'clockLeeway trustedProxies tenant checkEvery hookTimeout storeTimeout clock __proto__'.split(' '),
  ]
  const anything = fc.oneof(fc.jsonValue(), fc.anything({ maxDepth: 2 }))

  it('are taken, or refused by an OptionsError and nothing else', () => {
    const options = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), anything, { maxKeys: 6 })
    fc.assert(
      fc.property(fc.oneof(options, fc.jsonValue()), fc.boolean(), (given, overGood) => {
        faultsOf(overGood && typeof given === 'object' ? { ...GOOD, ...given } : given)
      }),
      { numRuns: 1_000 },
    )
  })

  it('of a credential are refused as well, and only by the engine', () => {
    const members = 'absolute idle name secure trustedOrigins overlap onSpent issuer audience jwks acr kind fleet'
    const options = fc.dictionary(fc.oneof(fc.constantFrom(...members.split(' ')), fc.string()), anything)
    fc.assert(
      fc.property(fc.oneof(options, anything), (given) => {
        withGood({ credentials: [cookieSession(given as CookieSessionOptions)] })
        withGood({ credentials: [accessToken(given as AccessTokenOptions)] })
      }),
      { numRuns: 500 },
    )
  })
})
