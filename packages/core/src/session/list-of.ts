import type { SubjectName } from '../subject.ts'

/** Which sessions to list. */
export interface ListOf {
  readonly subject?: SubjectName | undefined
  readonly tenant?: string | undefined
  readonly after?: string | undefined
  readonly limit?: number | undefined
}
