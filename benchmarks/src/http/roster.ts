import type { Contestant } from './contestant.ts'

/** Who is measured: on which framework, and how they are called in the table. A row is a line here and a file beside. */
const contestants = {
  'express-bare': () => import('./contestants/express-bare.ts'),
  'express-empty': () => import('./contestants/express-empty.ts'),
  'express-retrust': () => import('./contestants/express-retrust.ts'),
  'express-retrust-jwt': () => import('./contestants/express-retrust-jwt.ts'),
  'express-session': () => import('./contestants/express-session.ts'),
  'express-oauth2': () => import('./contestants/express-oauth2.ts'),
  'express-oauth2-dpop': () => import('./contestants/express-oauth2-dpop.ts'),
  'express-iron-session': () => import('./contestants/express-iron-session.ts'),
  'express-better-auth': () => import('./contestants/express-better-auth.ts'),
  'koa-bare': () => import('./contestants/koa-bare.ts'),
  'koa-empty': () => import('./contestants/koa-empty.ts'),
  'koa-retrust': () => import('./contestants/koa-retrust.ts'),
  'koa-session': () => import('./contestants/koa-session.ts'),
  'hono-bare': () => import('./contestants/hono-bare.ts'),
  'hono-empty': () => import('./contestants/hono-empty.ts'),
  'hono-retrust': () => import('./contestants/hono-retrust.ts'),
  'hono-retrust-jwt': () => import('./contestants/hono-retrust-jwt.ts'),
  'hono-jwt': () => import('./contestants/hono-jwt.ts'),
  'hono-jwk': () => import('./contestants/hono-jwk.ts'),
} as const

export type ContestantName = keyof typeof contestants

export const load = async (name: ContestantName): Promise<Contestant> => (await contestants[name]()).start

/** In the order of the table. */
export const TITLES: Readonly<Record<ContestantName, string>> = {
  'express-bare': 'Express',
  'express-empty': 'Express + an empty async middleware (base line)',
  'express-retrust': 'Express + retrust, cookie session',
  'express-retrust-jwt': 'Express + retrust, access token seen before',
  'express-session': 'Express + express-session, in memory',
  'express-oauth2': 'Express + express-oauth2-jwt-bearer, ES256',
  'express-oauth2-dpop': 'Express + express-oauth2-jwt-bearer, ES256, DPoP',
  'express-iron-session': 'Express + iron-session',
  'express-better-auth': 'Express + better-auth getSession, in memory',
  'koa-bare': 'Koa',
  'koa-empty': 'Koa + an empty async middleware (base line)',
  'koa-retrust': 'Koa + retrust, cookie session',
  'koa-session': 'Koa + koa-session, signed cookie',
  'hono-bare': 'Hono',
  'hono-empty': 'Hono + an empty async middleware (base line)',
  'hono-retrust': 'Hono + retrust, cookie session',
  'hono-retrust-jwt': 'Hono + retrust, access token seen before',
  'hono-jwt': 'Hono + jwt, HS256',
  'hono-jwk': 'Hono + jwk, ES256',
}

export const NAMES = Object.keys(TITLES) as readonly ContestantName[]

/** The base line of a contestant: its framework with a middleware that does nothing. */
export const baseOf = (name: ContestantName): ContestantName => `${name.split('-')[0]}-empty` as ContestantName

export const isJudged = (name: ContestantName): boolean => name.includes('-retrust')

/** What goals are about; a short run leaves the others out. */
export const QUICK_NAMES: readonly ContestantName[] = [
  'express-empty',
  'express-retrust',
  'express-retrust-jwt',
  'express-session',
  'express-oauth2',
  'koa-empty',
  'koa-retrust',
  'hono-empty',
  'hono-retrust',
  'hono-retrust-jwt',
  'hono-jwt',
]
