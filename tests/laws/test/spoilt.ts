import fc from 'fast-check'

type Place = readonly (string | number)[]

/** Every place of a value, itself first. */
function placesOf(value: unknown, at: Place = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [at]
  return [at, ...Object.entries(value).flatMap(([name, member]) => placesOf(member, [...at, name]))]
}

function replaced(value: unknown, [name, ...rest]: Place, by: unknown): unknown {
  if (name === undefined) return by
  const copy: Record<string, unknown> = Array.isArray(value)
    ? ([...value] as unknown as Record<string, unknown>)
    : { ...(value as Record<string, unknown>) }
  copy[name] = replaced(copy[name], rest, by)
  return copy
}

/** What may be left out, so that leaving it out is an answer like any other. */
const OPTIONAL = new Set(
  'adoptedAuthTime secrets previous previousUntil before ended lifts spentAt action object rank level value reason by next browser place lastAction'.split(
    ' ',
  ),
)

/** Answers with one thing in them that is of another kind than it must be. */
export const spoilt = {
  value: fc.constantFrom<unknown>(undefined, null, Number.NaN, 'x', true, {}, [], [null], () => 1),
  at(honest: unknown, nth: number, by: unknown): unknown {
    const places = placesOf(honest)
    const place = places[nth % places.length] as Place
    const was = place.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], honest)
    const fits = kindOf(was) === kindOf(by) || (by === undefined && OPTIONAL.has(String(place.at(-1))))
    return replaced(honest, place, fits ? null : by)
  },
}

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'list' : value === null ? 'null' : Number.isNaN(value) ? 'NaN' : typeof value
