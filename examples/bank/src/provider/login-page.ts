import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type Provider from 'oidc-provider'
import { findPerson, proofOf } from './people.ts'

const page = (params: Record<string, unknown>, complaint = ''): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Sign in</title>
<body><main><h1>Sign in</h1>${complaint && `<p role="alert">${complaint}</p>`}
${params.acr_values === undefined ? '' : '<p>The bank asks for your password and a code.</p>'}
<form method="post"><input name="person" autocomplete="username" placeholder="name">
<input name="password" type="password" autocomplete="current-password">
<input name="code" inputmode="numeric" autocomplete="one-time-code" placeholder="code, if asked">
<button>Sign in</button></form></main></body></html>`

/**
 * The provider's own login page: a form that a browser (here: the demo's client) fetches and posts.
 * A wrong answer shows the form again, so somebody who stole a cookie gets no further than this.
 */
export async function loginPage(provider: Provider, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { params } = await provider.interactionDetails(req, res)
  const show = (status: number, complaint?: string) => {
    res.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    res.end(page(params, complaint))
  }
  if (req.method !== 'POST') return show(200)

  const form = new URLSearchParams(await text(req))
  const answer = (name: string) => form.get(name) ?? ''
  const person = findPerson(answer('person'))
  const proof = proofOf(person, { password: answer('password'), code: answer('code') })
  if (!person || !proof) return show(422, 'That is not right.')
  await provider.interactionFinished(req, res, { login: { accountId: person.id, ...proof } })
}
