import type { Receipt } from '@retrust/core'

/** A receipt in words: when the other processes of a bank feel what was reported. Here there are none. */
export const felt = ({ windowMs }: Receipt): string => (windowMs === 0 ? 'felt at once' : `felt within ${windowMs} ms`)
