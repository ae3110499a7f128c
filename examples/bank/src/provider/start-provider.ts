import { createServer } from 'node:http'
import { listen, type RunningServer } from '../listen.ts'
import { configuration } from './configuration.ts'
import { loginPage } from './login-page.ts'

/** A real OpenID provider on loopback; its issuer is its origin. */
export async function startProvider(): Promise<RunningServer> {
  const server = createServer()
  // The issuer carries the port, so the port comes first.
  const running = await listen(server)
  const provider = await withoutWarnings(async () => {
    const { default: Provider, interactionPolicy } = await import('oidc-provider')
    return new Provider(running.origin, configuration(interactionPolicy))
  })
  const protocol = provider.callback()
  server.on('request', (req, res) => {
    if (!req.url?.startsWith('/login/')) return void protocol(req, res)
    loginPage(provider, req, res).catch((error: unknown) => {
      if (!res.headersSent) res.writeHead(400, { 'content-type': 'text/plain' })
      res.end(error instanceof Error ? error.message : 'the login is over')
    })
  })
  return running
}

/** It says on start that in-memory data and an older Node are not for production. True, and no part of the story. */
async function withoutWarnings<T>(start: () => Promise<T>): Promise<T> {
  const { warn } = console
  console.warn = () => {}
  try {
    return await start()
  } finally {
    console.warn = warn
  }
}
