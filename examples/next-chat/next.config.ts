import type { NextConfig } from 'next'

const config: NextConfig = { devIndicators: false, poweredByHeader: false }

export default config
