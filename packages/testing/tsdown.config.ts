import { defineConfig } from 'tsdown'
import { base } from '../../tsdown.config.base.ts'

export default defineConfig({
  ...base,
  entry: { index: 'src/index.ts', reference: 'src/reference/index.ts', servers: 'src/servers/index.ts' },
})
