import { createGuard, type GuardOptions, type Llm, type ProblemBody, unguardedLlm, wait } from '@llm-limit/http'
import { nodeContext } from '@llm-limit/http/context'
import { headers } from 'next/headers.js'
import { ActionExchange } from './action-exchange.js'
import { outlive, whenSent } from './after-response.js'

/** The app's functions get the fields of the request: an action sees no more of it. */
export type NextActionOptions<Operation extends string = string> = Omit<
  GuardOptions<Headers, Operation>,
  'expose' | 'maxBodyBytes' | 'onDenied'
>

/** What a component gets. A refusal is a value, since Next hides the words of an error in production. */
export type ActionAnswer<Value> =
  | { readonly outcome: 'admitted'; readonly value: Value; readonly phase: Llm['phase']; readonly percent: number }
  | { readonly outcome: 'refused'; readonly refusal: ProblemBody }

/**
 * Guards a server action: `export const ask = llmAction({ limiter, subject }, async (llm, question: string) => ...)`. The error of
 * a model call that was refused becomes a refusal too; others are thrown on.
 */
export function llmAction<Args extends unknown[], Value, Operation extends string = string>(
  options: NextActionOptions<Operation>,
  action: (llm: Llm, ...args: Args) => Promise<Value>,
): (...args: Args) => Promise<ActionAnswer<Value>> {
  const guard = createGuard(options)
  return async function llmAction(...args: Args): Promise<ActionAnswer<Value>> {
    const exchange = new ActionExchange(await headers())
    const verdict = await guard.admit(exchange)
    if (verdict.kind === 'refused') return { outcome: 'refused', refusal: verdict.reply.body }
    if (verdict.kind === 'admitted') await wait(guard.clock, verdict.delayMs, () => {})
    const llm = verdict.kind === 'admitted' ? verdict.llm : await unguardedLlm()
    const { phase, percent, admission } = llm
    admission.whenCallDenied = (denied) => {
      exchange.callRefusal = guard.replyTo(exchange, denied)
    }
    try {
      return { outcome: 'admitted', value: await run(llm, () => action(llm, ...args)), phase, percent }
    } catch (cause) {
      const { callRefusal } = exchange
      if (callRefusal === undefined || statusOf(cause) !== callRefusal.status) throw cause
      return { outcome: 'refused', refusal: callRefusal.body }
    }
  }
}

async function run<Value>({ admission }: Llm, work: () => Promise<Value>): Promise<Value> {
  outlive(admission.settled)
  try {
    const value = await nodeContext.run(admission, work)
    // A value may be a stream of a model that is still speaking.
    if (admission.isIdle) await admission.end('finished')
    else whenSent(() => void admission.end('finished'))
    return value
  } catch (cause) {
    await admission.end(isRedirect(cause) ? 'finished' : 'failed')
    throw cause
  }
}

/** @see https://nextjs.org/docs/app/api-reference/functions/redirect#behavior */
function isRedirect(cause: unknown): boolean {
  return cause instanceof Error && 'digest' in cause && String(cause.digest).startsWith('NEXT_REDIRECT')
}

/** `status` of the SDKs of providers, `statusCode` of the AI SDK, which has it in the last of several attempts. */
function statusOf(cause: unknown): unknown {
  if (!(cause instanceof Error)) return undefined
  if ('status' in cause) return cause.status
  if ('statusCode' in cause) return cause.statusCode
  return 'lastError' in cause ? statusOf(cause.lastError) : undefined
}
