import type { Trust } from '@retrust/core'

export declare const trust: Trust
