/** The events of a response, as they come. */
export async function* eventsOf({ body }: Response): AsyncGenerator<{ event: string; data: unknown }> {
  let rest = ''
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (rest + chunk).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const [, event = '', data = 'null'] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []
      yield { event, data: JSON.parse(data) }
    }
  }
}
