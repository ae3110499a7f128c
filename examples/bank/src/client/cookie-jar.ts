interface Cookie {
  readonly value: string
  readonly path: string
}

const pathMatches = (path: string, wanted: string): boolean =>
  path === wanted || (path.startsWith(wanted) && (wanted.endsWith('/') || path[wanted.length] === '/'))

/**
 * The cookies of one browser. Kept by origin and not, as in a browser, by host: all of this demo's servers share
 * one host, where a bank and its provider would have two.
 */
export class CookieJar {
  readonly #origins = new Map<string, Map<string, Cookie>>()

  /** What a thief does: the cookies of one origin whose names fit, copied into another browser's jar. */
  static stolenFrom(owner: CookieJar, origin: string, wanted: (name: string) => boolean): CookieJar {
    const jar = new CookieJar()
    const found = [...(owner.#origins.get(origin) ?? [])].filter(([name]) => wanted(name))
    jar.#origins.set(origin, new Map(found))
    return jar
  }

  header(url: URL): string | undefined {
    const cookies = [...(this.#origins.get(url.origin) ?? [])].filter(([, { path }]) => pathMatches(url.pathname, path))
    return cookies.length === 0 ? undefined : cookies.map(([name, { value }]) => `${name}=${value}`).join('; ')
  }

  names(origin: string): string[] {
    return [...(this.#origins.get(origin)?.keys() ?? [])]
  }

  keep(url: URL, setCookies: readonly string[]): void {
    const cookies = this.#origins.get(url.origin) ?? new Map<string, Cookie>()
    this.#origins.set(url.origin, cookies)
    for (const line of setCookies) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
      const name = pair.slice(0, pair.indexOf('='))
      const attribute = (wanted: string) =>
        attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1)
      const gone = attribute('max-age') === '0' || Date.parse(attribute('expires') ?? '') <= Date.now()
      if (gone) cookies.delete(name)
      else cookies.set(name, { value: pair.slice(name.length + 1), path: attribute('path') ?? '/' })
    }
  }
}
