export * from '../../src/rules/index.ts'
export { presets } from '../../src/rules/presets/presets.ts'
