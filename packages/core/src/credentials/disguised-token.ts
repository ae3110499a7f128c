import { decodeJwt } from 'jose'

const SCHEME = /^(?:bearer|dpop)(?![A-Za-z0-9])/i

/**
 * Whether a header holds a token of this issuer in a form that is not `Bearer <token>`: after a tab, before other text, as
 * `DPoP` without being bound to a key. It cannot be judged so, but a reader of the application's own may take it.
 */
export function isDisguised(header: string, issuer: string): boolean {
  if (!SCHEME.test(header)) return false
  // Cut at what no token holds, and not searched: a search would take the square of the header's length.
  return header.split(/[^A-Za-z0-9_.-]+/).some((piece) => isTokenOf(piece, issuer))
}

function isTokenOf(piece: string, issuer: string): boolean {
  const [header, payload, signature] = piece.split('.', 3)
  if (!header || !payload || signature === undefined) return false
  try {
    const { iss, cnf } = decodeJwt(`${header}.${payload}.${signature}`)
    return iss === issuer && cnf === undefined
  } catch {
    return false
  }
}
