// Chats until the budget is used up, and prints what the user sees. Ends with 0 only when every step was seen on the way there.
import { fakeModelServer } from '@llm-limit/testing'
import { startProcess } from '@llm-limit/testing/servers'
import { eventsOf } from './events.js'

await using model = await fakeModelServer({ outputTokens: 24 })
const env = process.env.OPENAI_API_KEY ? {} : { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: model.url }
await using server = await startProcess(new URL('./server.ts', import.meta.url), [], { env })
const origin = `http://127.0.0.1:${await server.receive()}`

const NOTES: Readonly<Record<string, string>> = {
  normal: '',
  warning: '. It is nearly used up',
  soft: '. A smaller model answers now, in fewer words',
}
const messages: { role: 'user' | 'assistant'; content: string }[] = []
const steps = new Set<string>()

while (!steps.has('refused')) {
  const question = `Which word comes next? (${messages.length / 2 + 1})`
  console.log(`Ada:   ${question}`)
  messages.push({ role: 'user', content: question })
  const response = await fetch(`${origin}/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: messages.slice(-5) }),
  })
  if (response.ok) messages.push({ role: 'assistant', content: await show(response) })
  else {
    steps.add('refused')
    console.log(`       ${(await response.json()).detail}`)
  }
}
if (['normal', 'warning', 'soft'].some((phase) => !steps.has(phase))) process.exitCode = 1

/** Prints an answer word by word, and where Ada stands after it. */
async function show(response: Response): Promise<string> {
  let text = ''
  for await (const { event, data } of eventsOf(response)) {
    if (event === 'phase') steps.add(String(data))
    else text += data
    process.stdout.write(event === 'phase' ? 'Model: ' : String(data))
  }
  const { quotas } = await (await fetch(`${origin}/llm-limit/usage`)).json()
  console.log(`\n       ${quotas[0].percent} % of your hour is used${NOTES[[...steps].at(-1) ?? 'normal']}.`)
  return text
}
