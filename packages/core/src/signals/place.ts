/** A point on earth, in degrees. */
export interface Place {
  readonly latitude: number
  readonly longitude: number
}

/**
 * The place in what a geo provider answered, or undefined where there is none: coordinates that are missing, not numbers,
 * off the globe, or 0,0, which is how databases spell "no idea".
 */
export function readPlace(value: unknown): Place | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { latitude, longitude } = value as Partial<Record<keyof Place, unknown>>
  if (!isDegrees(latitude, 90) || !isDegrees(longitude, 180)) return undefined
  return latitude === 0 && longitude === 0 ? undefined : { latitude, longitude }
}

function isDegrees(value: unknown, most: number): value is number {
  return typeof value === 'number' && value >= -most && value <= most
}

const EARTH_RADIUS_KM = 6371
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** The great-circle distance. */
export function kilometresBetween(a: Place, b: Place): number {
  const north = Math.sin(radians(b.latitude - a.latitude) / 2) ** 2
  const east = Math.sin(radians(b.longitude - a.longitude) / 2) ** 2
  const part = north + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * east
  // Rounding takes it past 1 for antipodes, and the arcsine of that is no number.
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(part)))
}

/** The ten-degree field that a place lies in, for instance `50N10E`: enough to tell places apart, too little to find anybody. */
export function fieldOf({ latitude, longitude }: Place): string {
  const field = (degrees: number, plus: string, minus: string) =>
    `${Math.abs(Math.floor(degrees / 10) * 10)}${degrees < 0 ? minus : plus}`
  return `${field(latitude, 'N', 'S')}${field(longitude, 'E', 'W')}`
}
