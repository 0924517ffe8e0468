import type { Limiter } from '@llm-limit/core'
import { nodeEnv } from './environment.js'
import type { Logger } from './options.js'

const followed = new WeakSet<object>()

/** Writes a limiter's events down, once a limiter however often it is mounted: refusals, warnings and failures; in development a line a call. */
export function journal(limiter: Limiter, log: Logger | false | undefined): void {
  if (log === false || followed.has(limiter)) return
  followed.add(limiter)
  const environment = nodeEnv()
  if (log !== undefined) follow(limiter, log)
  else if (environment !== 'test') follow(limiter, consoleLogger, environment !== 'production')
  if (environment === 'production' && limiter.storeKind === 'memory') {
    limiter.warn(
      'memory-store-in-production',
      'Budgets live in the memory of this process: every process has its own, and a restart forgets them. Use a shared store.',
    )
  }
}

function follow(limiter: Limiter, log: Logger, everyCall = false): void {
  limiter.on('warning-raised', ({ code, message }) => log.warn({ code, help: helpFor(code) }, message))
  limiter.on('store-failed', ({ during, cause }) =>
    log.error({ during, error: nameOf(cause) }, `The store failed during ${during}.`),
  )
  limiter.on('store-degraded', (event) =>
    log.error(event, `The store is not used until it answers: ${event.whenStoreFails}.`),
  )
  limiter.on('store-recovered', (event) =>
    log.warn(
      event,
      `The store answers again, after ${event.degradedMs} ms; ${event.admitted} were admitted without it.`,
    ),
  )
  limiter.on('settlements-dropped', (event) =>
    log.error(event, `${event.settlements} settlements never reached the store.`),
  )
  limiter.on('tier-lookup-failed', ({ cause }) =>
    log.warn({ error: nameOf(cause) }, 'tierOf failed; the last known or the default tier is used.'),
  )
  limiter.on('call-unpriced', ({ operation, model, denied }) =>
    log.warn({ operation, denied }, `A model has no price: ${JSON.stringify(model.slice(0, 100))}`),
  )
  limiter.on('call-stopped', (event) => log.info(event, `ended an answer of ${event.operation} at the hard ceiling`))
  limiter.on('call-denied', (event) => log.info(event, `refused ${event.operation}: ${event.reason}`))
  if (!everyCall) return
  limiter.on('attempt-ended', ({ operation, usage, nanoUsd, outcome, estimated }) => {
    const cost = `$${(nanoUsd / 1e9).toFixed(6)}${estimated ? ' (estimated)' : ''}`
    log.info(
      { operation, outcome },
      `${operation}: ${usage.inputTokens ?? 0} in, ${usage.outputTokens ?? 0} out, ${cost}, ${outcome}`,
    )
  })
}

function helpFor(code: string): string {
  return `https://github.com/llm-limit/llm-limit/blob/main/docs/errors/${code}.md`
}

/** A name, never a message: a message may hold what a user gave. */
function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : typeof cause
}

const consoleLogger: Logger = {
  info: (_, message) => console.info(`llm-limit: ${message}`),
  warn: (fields, message) => console.warn(`llm-limit: ${message}`, fields),
  error: (fields, message) => console.error(`llm-limit: ${message}`, fields),
}
