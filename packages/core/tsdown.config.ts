import { defineConfig } from 'tsdown'
import { base } from '../../tsdown.config.base.ts'

export default defineConfig({ ...base, entry: { index: 'src/index.ts', 'store-kit': 'src/store-kit.ts' } })
