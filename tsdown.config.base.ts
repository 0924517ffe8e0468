import type { UserConfig } from 'tsdown'

export const base: UserConfig = {
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  platform: 'neutral',
  external: [/^node:/],
  target: 'es2022',
  tsconfig: 'tsconfig.build.json',
  dts: { sourcemap: true, oxc: true },
  sourcemap: true,
  clean: true,
  fixedExtension: true,
  copy: ['../../LICENSE'],
  publint: false,
  attw: false,
}
