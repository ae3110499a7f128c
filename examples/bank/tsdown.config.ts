import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: ['src/demo.ts'],
  format: 'esm',
  platform: 'node',
  fixedExtension: false,
  dts: false,
  sourcemap: true,
})

export default config
