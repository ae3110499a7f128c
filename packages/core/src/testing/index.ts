export { type FakeRequest, fakeFacts } from './fake-facts.ts'
export { judge, type TestSituation } from './judge.ts'
export { type ManualClock, manualClock } from './manual-clock.ts'
export { type SignedIn, type SignIn, signIn } from './sign-in.ts'
