/**
 * Whose manner of chat completions a server has. `mistral` refuses what it does not know, reports usage unasked on its last chunk with a
 * choice, and never on one more. `groq` also reports it under `x_groq`, unasked. `openrouter` sends one more chunk unasked, with a cost.
 */
export type ChatVendor = 'openai' | 'mistral' | 'groq' | 'openrouter'
