export { adapterSuite } from './adapter-suite/adapter-suite.ts'
export type { AdapterUnderTest, FetchApp, RunningApp, WiredApp } from './adapter-suite/adapter-under-test.ts'
export type { Answer, AppPlan, Exchange, HeaderLine, Layer, Route } from './adapter-suite/app-plan.ts'
export { storeSuite } from './store-suite/store-suite.ts'
export type {
  Assertions,
  OpenedStore,
  StoreBounds,
  StoreTestRunner,
  StoreUnderTest,
} from './store-suite/store-under-test.ts'
export type { TestRunner } from './test-runner.ts'
