import type { Stage } from './stage.ts'

/** One scene of the story. Each plays in a bank of its own, opened for it, so none depends on another. */
export interface Scene {
  readonly title: string
  play(stage: Stage): Promise<void>
}
