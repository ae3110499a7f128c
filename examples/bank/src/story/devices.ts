import type { Device } from '../client/browser.ts'
import { addresses } from '../places.ts'

const firefoxOnWindows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0'
const chromeOnLinux =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'

export const laptop: Device = { userAgent: firefoxOnWindows, address: addresses.home }
export const otherDevice: Device = { userAgent: chromeOnLinux, address: addresses.cafe }
export const sameKindFarAway: Device = { userAgent: firefoxOnWindows, address: addresses.farAway }
export const phone: Device = { userAgent: 'BankPhone/4.2 (iPhone; iOS 19.1)', address: addresses.home }
export const pipeline: Device = { userAgent: 'ci-pipeline/1.0', address: addresses.pipeline }
export const otherPipeline: Device = { userAgent: 'ci-pipeline/1.0', address: addresses.otherPipeline }
