/** Where the story's people and programs are. Addresses from the documentation ranges (RFC 5737), so nobody's. */
export const addresses = {
  home: '192.0.2.10',
  cafe: '192.0.2.99',
  farAway: '198.51.100.23',
  pipeline: '203.0.113.7',
  otherPipeline: '198.51.100.77',
} as const

export interface Place {
  readonly country: string
  readonly latitude: number
  readonly longitude: number
}

const berlin: Place = { country: 'DE', latitude: 52.52, longitude: 13.4 }
const singapore: Place = { country: 'SG', latitude: 1.35, longitude: 103.82 }

const placeOf = new Map<string, Place>([
  [addresses.home, berlin],
  [addresses.cafe, berlin],
  [addresses.pipeline, berlin],
  [addresses.farAway, singapore],
  [addresses.otherPipeline, singapore],
])

/** What a geo database would answer. */
export const findPlace = (address: string | undefined): Place | undefined => placeOf.get(address ?? '')
