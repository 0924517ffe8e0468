import { describeInWorkerd } from './workerd/describe-in-workerd.js'

describeInWorkerd('edge in workerd', './edge-app.js', { bodySize: true, address: false })
