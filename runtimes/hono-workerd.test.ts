import { describeInWorkerd } from './workerd/describe-in-workerd.js'

describeInWorkerd('Hono in workerd', './hono-app.js', { bodySize: true, address: false })
