import type { Device } from './browser.ts'
import { type Answer, exchange } from './exchange.ts'

/** A caller that is no browser: it sends an access token and shows no cookies. */
export class Program {
  constructor(
    readonly device: Device,
    public token: string,
  ) {}

  async fetch(method: string, address: string | URL, body?: unknown): Promise<Answer> {
    const headers = {
      'user-agent': this.device.userAgent,
      'x-forwarded-for': this.device.address,
      authorization: `Bearer ${this.token}`,
      accept: 'application/json',
      'content-type': body === undefined ? undefined : 'application/json',
    }
    return exchange(new URL(address), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }
}
