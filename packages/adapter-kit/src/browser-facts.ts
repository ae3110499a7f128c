import { type BrowserFacts, TwoGenerationMap } from '@retrust/core'
import Bowser from 'bowser'

const LONGEST = 1024
const UNKNOWN: BrowserFacts = Object.freeze({ family: undefined, platform: undefined })
const known = new TwoGenerationMap<BrowserFacts>(1_000)

/**
 * Family and platform of a browser by its `User-Agent`, without versions: an update is no other device.
 *
 * @example
 * ```ts
 * import { readBrowser } from '@retrust/adapter-kit'
 *
 * const { family, platform } = readBrowser('Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0')
 * console.log(family, platform) // Firefox Windows
 * ```
 */
export function readBrowser(userAgent: string | undefined): BrowserFacts {
  if (userAgent === undefined || userAgent === '' || userAgent.length > LONGEST) return UNKNOWN
  let facts = known.get(userAgent)
  if (facts === undefined) {
    const { browser, os } = Bowser.parse(userAgent)
    facts = { family: browser.name || undefined, platform: os.name || undefined }
    known.set(userAgent, facts)
  }
  return facts
}
