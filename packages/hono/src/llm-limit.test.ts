import { getRequestListener } from '@hono/node-server'
import { describe, it } from '@jest/globals'
import { describeAdapter, listenOnLoopback } from '@llm-limit/testing'
import OpenAI from 'openai'
import { parseItem, parseList } from 'structured-headers'
import { contractApp } from './contract-app.fixture.js'

describeAdapter(
  { describe, it, OpenAI, parseItem, parseList },
  {
    name: 'Hono on Node',
    start: (app) => listenOnLoopback(getRequestListener(contractApp(app).fetch)),
    sees: { bodySize: true, address: true },
  },
)
