import { z } from 'zod'
import { type Duration, parseDuration } from './duration.ts'
import type { OptionIssue } from './errors.ts'
import { didYouMean } from './nearest-name.ts'

/** A length of time that may be nothing. */
export const duration: z.ZodString = z
  .string({ error: 'is no length of time' })
  .refine((text) => parseDuration(text) !== undefined, { error: 'is no length of time' })
/** A length of time above zero. */
export const positive: z.ZodString = z
  .string({ error: 'is no length of time' })
  .refine((text) => (parseDuration(text) ?? 0) > 0, { error: 'is no length of time above zero' })
export const callable: z.ZodType = z.custom<unknown>((value) => typeof value === 'function', {
  error: 'is no function',
})
export const notEmpty: z.ZodString = z.string().min(1, { error: 'is empty' })

/** For a length of time that may not be longer than that. */
export const atMost =
  (most: Duration): ((text: string) => boolean) =>
  (text) =>
    (parseDuration(text) ?? 0) <= (parseDuration(most) as number)

export const DURATION_MEND = "Write for instance '30s', '15m' or '12h'"

/** What is wrong with the shape of options. An option that there is not is told with the nearest one that there is. */
export function shapeIssues(
  shape: z.ZodType,
  options: unknown,
  mends: Readonly<Record<string, string>>,
): readonly OptionIssue[] {
  const issues = shape.safeParse(options, { error: plainly }).error?.issues ?? []
  return issues.flatMap((issue): OptionIssue[] => {
    if (issue.code === 'unrecognized_keys') {
      const known = namesAt(shape, issue.path)
      const problem = 'there is no such option'
      return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), problem, mend: didYouMean(key, known) }))
    }
    const root = String(issue.path[0] ?? '')
    const mend = Object.hasOwn(mends, root) ? (mends[root] as string) : DURATION_MEND
    return [
      { path: pathOf(issue.path), problem: issue.message, mend: root === '' ? 'Give the options as an object' : mend },
    ]
  })
}

/** What the library says of a type in words of its own. */
function plainly({ code, input, expected }: z.core.$ZodRawIssue): string | undefined {
  if (code !== 'invalid_type') return undefined
  return input === undefined ? 'is missing' : `is not of the type ${String(expected)}`
}

/** The options that there are at a place of the shape. */
function namesAt(shape: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let at: unknown = shape
  for (const part of [...path, undefined]) {
    while (at instanceof z.ZodOptional) at = at.unwrap()
    if (part === undefined) break
    if (at instanceof z.ZodObject) at = at.shape[String(part)]
    else if (at instanceof z.ZodRecord) at = at.valueType
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : []
}

function pathOf(path: readonly PropertyKey[]): string {
  let text = ''
  for (const part of path)
    text += typeof part === 'number' ? `[${part}]` : text === '' ? String(part) : `.${String(part)}`
  return text || 'options'
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
