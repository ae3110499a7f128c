import { AssertionError, assert as chai } from 'chai'

/** The part of `node:assert/strict` that the suites use, where there is no Node. */
const assert = {
  AssertionError,
  ok: chai.isOk,
  equal: chai.strictEqual,
  deepEqual: chai.deepEqual,
  match: chai.match,
  doesNotMatch: chai.notMatch,
  async rejects(promise: Promise<unknown>): Promise<void> {
    const settled = await promise.then(
      () => 'resolved',
      () => 'rejected',
    )
    chai.strictEqual(settled, 'rejected')
  },
}

export default assert
