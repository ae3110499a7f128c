import { readBrowser } from '@retrust/adapter-kit'
import { expect, test } from 'vitest'
import { edited, fuzz } from './fuzz.ts'

const seeds = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36 Edg/146.0.0.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/146 Mobile/15E148',
  'Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/29.3709; U; en) Presto/2.8.119 Version/11.10',
  ...[
    'curl/8.5.0',
    'okhttp/4.12.0',
    'Mozilla/5.0 (Web0S; Linux/SmartTV)',
    'Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)',
  ],
]

test('a user agent of any make is a family and a platform, or not known', () => {
  fuzz(
    edited(seeds, [
      'Mozilla/5.0 ',
      ' (',
      ')',
      '; ',
      '/',
      ' Version/',
      'Android ',
      ' like ',
      'Windows NT ',
      'Tizen',
      'Roku/',
    ]),
    3_000,
    (agent) => {
      const { family, platform, ...rest } = readBrowser(agent)
      for (const one of [family, platform])
        expect(one === undefined || (typeof one === 'string' && one !== '')).toBe(true)
      expect(rest).toEqual({})
      expect(readBrowser(agent)).toEqual({ family, platform })
    },
  )
})
