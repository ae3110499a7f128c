import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { listen, type RunningServer } from '../listen.ts'
import type { Playhouse } from './playhouse.ts'

/** The page's own files. They are read from the sources: this example is run from its repository. */
const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/style.css': ['style.css', 'text/css; charset=utf-8'],
  '/play.js': ['play.js', 'text/javascript; charset=utf-8'],
  '/elements.js': ['elements.js', 'text/javascript; charset=utf-8'],
}
const folder = new URL('../src/serve/page/', import.meta.url)

const guards = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

export interface PageServer extends RunningServer {
  /** Sends something that happened to every open page. */
  tell(happening: object): void
}

/** Serves the page, carries its buttons to the playhouses, and what happens there back to it. */
export async function pageServer(playhouses: ReadonlyMap<string, Playhouse>): Promise<PageServer> {
  const watchers = new Set<ServerResponse>()
  const server = createServer((req, res) => {
    answer(req, res).catch((error: unknown) => {
      if (!res.headersSent) res.writeHead(400, { ...guards, 'content-type': 'text/plain; charset=utf-8' })
      res.end(error instanceof Error ? error.message : 'that did not work')
    })
  })
  const running = await listen(server)

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    // Another site that found this port (or gave it a name of its own) may neither read nor press anything.
    const { host, origin = running.origin } = req.headers
    if (`http://${host}` !== running.origin || origin !== running.origin)
      throw new Error('this page is for itself only')
    const { pathname } = new URL(req.url ?? '/', running.origin)
    if (req.method === 'POST' && pathname === '/play') return play(req, res)
    if (pathname === '/stage') return send(res, 'application/json', JSON.stringify(cast()))
    if (pathname === '/happenings') return watch(res)
    const [file, type] = files[pathname] ?? []
    if (!file || !type) return void res.writeHead(404, guards).end()
    send(res, type, await readFile(new URL(file, folder)))
  }

  async function play(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { framework, pane, move } = (await json(req)) as { framework: string; pane: 'owner'; move: string }
    const playhouse = playhouses.get(framework)
    if (!playhouse) throw new Error(`there is no bank in ${framework}`)
    await playhouse.play(pane, move)
    res.writeHead(204, guards).end()
  }

  function watch(res: ServerResponse): void {
    res.writeHead(200, { ...guards, 'content-type': 'text/event-stream' })
    res.write(': hello\n\n')
    watchers.add(res)
    res.once('close', () => watchers.delete(res))
  }

  const cast = () => Object.fromEntries([...playhouses].map(([name, { stage }]) => [name, stage]))

  return {
    ...running,
    tell: (happening) => {
      for (const watcher of watchers) watcher.write(`data: ${JSON.stringify(happening)}\n\n`)
    },
  }
}

function send(res: ServerResponse, type: string, body: string | Buffer): void {
  res.writeHead(200, { ...guards, 'content-type': type }).end(body)
}
