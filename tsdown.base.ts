import { defineConfig, type UserConfig } from 'tsdown'

export function library(entry: string[] = ['src/index.ts']): UserConfig {
  return defineConfig({ entry, format: 'esm', platform: 'neutral', dts: true, sourcemap: true })
}
