import { ordinaryUse } from './01-ordinary-use.ts'
import { replayedCookie } from './02-replayed-cookie.ts'
import { impossibleTravel } from './03-impossible-travel.ts'
import { riskReported } from './04-risk-reported.ts'
import { oldLogin } from './05-old-login.ts'
import { outsideHours } from './06-outside-hours.ts'
import { jumpToExport } from './07-jump-to-export.ts'
import { offboarded } from './08-offboarded.ts'
import { refreshedToken } from './09-refreshed-token.ts'
import { secondPipeline } from './10-second-pipeline.ts'
import { storeGone } from './11-store-gone.ts'
import type { Scene } from './scene.ts'

export const story: readonly Scene[] = [
  ordinaryUse,
  replayedCookie,
  impossibleTravel,
  riskReported,
  oldLogin,
  outsideHours,
  jumpToExport,
  offboarded,
  refreshedToken,
  secondPipeline,
  storeGone,
]
