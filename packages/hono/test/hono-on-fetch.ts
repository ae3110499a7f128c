import type { AdapterUnderTest, AppPlan } from '@retrust/conformance'
import { appOf } from './hono-app.ts'

/** Hono on nothing but fetch, as on a platform that is not Node. */
export const honoOnFetch: AdapterUnderTest = {
  name: 'Hono on fetch alone',
  wired: false,
  hidesMounts: true,
  async start(plan: AppPlan) {
    const app = appOf(plan.layers)
    return { fetch: async (request) => app.fetch(request) }
  },
}
