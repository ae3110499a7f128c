export { adapterSuite } from './adapter-suite/adapter-suite.ts'
export type { AdapterUnderTest, FetchApp, RunningApp, WiredApp } from './adapter-suite/adapter-under-test.ts'
export type { Answer, AppPlan, Exchange, HeaderLine, Layer, Route } from './adapter-suite/app-plan.ts'
export type { TestRunner } from './test-runner.ts'
