import { factsFromNode, type NodeRequest, type NodeSocket, proxiesOf } from '@retrust/adapter-kit'
import { isPromise, type MaybePromise, type Trust } from '@retrust/core'
import { ACTION } from './trust.ts'

/** What a browser sends along. */
export const BROWSER = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  accept: 'application/json',
  'accept-language': 'en-GB,en;q=0.7,de;q=0.3',
  'accept-encoding': 'gzip, deflate, br, zstd',
  'sec-fetch-dest': 'empty',
  'sec-fetch-mode': 'cors',
  'sec-fetch-site': 'same-origin',
} as const

/** A browser that is connected over TLS, without a proxy between. */
const DIRECT: NodeSocket = { remoteAddress: '198.51.100.7', encrypted: true }
/** Plain http from this machine. */
export const LOOPBACK: NodeSocket = { remoteAddress: '127.0.0.1' }

/** A request with ten headers, as Node gives it to a server. */
export function nodeRequest(
  cookie: string,
  method = 'GET',
  url = '/account',
  socket: NodeSocket = DIRECT,
): NodeRequest {
  const host = socket === LOOPBACK ? 'localhost:3000' : 'app.example.test'
  const headers: Record<string, string> = { host, connection: 'keep-alive', ...BROWSER, cookie }
  return { method, url, headers, rawHeaders: Object.entries(headers).flat(), socket }
}

/** Judges requests as an adapter does: facts, admission, the route's demand, the end. Answers whether a handler may run. */
export function judging(trust: Trust): (request: NodeRequest) => boolean {
  const proxies = proxiesOf(trust)
  return (request) => {
    const judged = trust.open(factsFromNode(request, proxies))
    const admitted = atOnce(judged.admit())
    const verdict = admitted.kind === 'continue' ? atOnce(judged.judge(DEMAND, 'GET')) : admitted
    judged.settle(200)
    judged.closed()
    return verdict.kind === 'continue'
  }
}

const DEMAND = { action: ACTION }

function atOnce<T>(answer: MaybePromise<T>): T {
  if (isPromise(answer)) throw new Error('everything is near, and yet a promise came back')
  return answer
}

/** Begins a session in the engine's own store, as a login handler does. Answers its cookies. */
export async function logIn(trust: Trust, id: string, socket?: NodeSocket): Promise<string> {
  const request = trust.open(factsFromNode(nodeRequest('', 'POST', '/login', socket), proxiesOf(trust)))
  const admitted = await request.admit()
  if (admitted.kind === 'refuse') throw new Error(`the login was refused: ${admitted.refusal.code}`)
  await request.view.begin({ subject: { id }, acr: 'pwd', amr: ['pwd'] })
  const cookies = request.takeCookies().map((line) => line.slice(0, line.indexOf(';')))
  request.settle(200)
  request.closed()
  return cookies.join('; ')
}
