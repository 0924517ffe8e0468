import { contractApp } from '../packages/hono/src/contract-app.fixture.js'
import type { FetchFor } from './workerd/app-door.js'

export const fetchFor: FetchFor = (app) => {
  const { fetch } = contractApp(app)
  return (request, env, context) => fetch(request, Object(env), Object(context))
}
