/** Compiles only where two types are one and the same, `any` included. */
export function isExactly<A, B>(..._same: Same<A, B> extends true ? [] : [{ readonly is: A; readonly not: B }]): void {}

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
