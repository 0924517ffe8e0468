/** Who serves a model under its plain name, at an API of its own. */
const VENDORS: readonly (readonly [vendor: string, name: RegExp])[] = [
  ['openai', /^(?:ft:)?(?:gpt-(?!oss)|o\d|chatgpt-|text-embedding-)/],
  ['anthropic', /^claude-/],
  ['google', /^gemini-/],
  [
    'mistral',
    /^(?:labs-)?(?:mistral|ministral|magistral|codestral|devstral|pixtral|voxtral|open-mistral|open-mixtral)-[^:/]*$/,
  ],
  ['deepseek', /^deepseek-(?:chat|reasoner)/],
  ['xai', /^grok-/],
]

/** @returns `many` for a name like `vendor/model`, as routers have it; undefined when the name does not tell. */
export function vendorOf(model: string): string | undefined {
  return model.includes('/') ? 'many' : VENDORS.find(([, name]) => name.test(model))?.[0]
}

/** Whether a call to one model is certain to fail at where the other is served. */
export function isElsewhere(target: string, asked: string): boolean {
  const there = vendorOf(target)
  const here = vendorOf(asked)
  return there !== undefined && here !== undefined && there !== here
}
