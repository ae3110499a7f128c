import assert from 'node:assert/strict'

/** Checks that a response is a whole problem document with this status and code, and answers it. */
export async function problemOf(response: Response, status: number, code: string): Promise<Record<string, unknown>> {
  const text = await response.text()
  assert.equal(response.status, status, text)
  assert.equal(response.headers.get('content-type'), 'application/problem+json')
  assert.equal(response.headers.get('cache-control'), 'no-store')
  // In the form that this caller asked for, and for this caller alone.
  assert.match(response.headers.get('vary') ?? '', /accept, authorization, cookie, sec-fetch-dest, sec-fetch-mode/)
  const length = response.headers.get('content-length')
  if (length !== null) assert.equal(Number(length), new TextEncoder().encode(text).length)
  const problem = JSON.parse(text) as Record<string, unknown>
  assert.equal(problem.code, code)
  return problem
}
