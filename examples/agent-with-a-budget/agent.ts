// An agent without HTTP: it reads a cash book week by week, by a tool. Each run has a budget of its own, and the agent can see it.
import { createOpenAI } from '@ai-sdk/openai'
import { metered, RefusedCallError } from '@llm-limit/ai-sdk'
import { createLimiter, type Limiter } from '@llm-limit/express'
import { generateText, stepCountIs, tool } from 'ai'
import { z } from 'zod'

/** The run is the subject, so it has a budget of its own. Who pays for all runs is its organisation. */
export const limiter: Limiter<'agent' | 'default'> = createLimiter({
  quotas: [
    { quota: '$0.02 / day', name: 'run' },
    { quota: '$5 / month', name: 'all-runs', scope: 'org' },
  ],
  operations: { agent: { expects: { model: 'gpt-5', outputTokens: 400 } } },
  ladder: [
    { at: 70, phase: 'warning' },
    { at: 85, phase: 'soft', models: { 'gpt-5': 'gpt-5-mini' }, output: { factor: 0.5, floor: 300 } },
    { at: 100, phase: 'hard' }, // a cap is a cap
  ],
})

const openai = createOpenAI()
const model = metered(openai('gpt-5'), { models: openai })

/**
 * One run, under any name that no other has.
 * @param onStep gets what the tool told the model of the budget; undefined when no tool was called.
 * @returns what the agent says in the end; undefined when its budget ended before.
 */
export async function addUp(
  run: string,
  advice: string,
  onStep: (told: string | undefined) => void,
): Promise<string | undefined> {
  const result = await limiter.run({ subject: { user: run, org: 'ada' }, operation: 'agent' }, async (admission) => {
    const readWeek = tool({
      description: 'Reads one week of the cash book, 1 to 52.',
      inputSchema: z.object({ week: z.number() }),
      execute: async ({ week }) => ({ paid: paidIn(week), budget: `${admission.percent} % used` }),
    })
    try {
      const { text } = await generateText({
        model,
        system: advice,
        prompt: 'What was paid in the year?',
        tools: { readWeek },
        stopWhen: stepCountIs(60),
        onStepFinish: ({ staticToolResults: [result] }) => onStep(result?.output.budget),
      })
      return text
    } catch (error) {
      if (RefusedCallError.isInstance(error)) return undefined // no provider was asked
      throw error
    }
  })
  return result.outcome === 'admitted' ? result.value : undefined
}

function paidIn(week: number): string {
  return Array.from({ length: 28 }, (_, i) => `On day ${i + 1} we paid ${(i * week) % 20} dollars.`).join(' ')
}
