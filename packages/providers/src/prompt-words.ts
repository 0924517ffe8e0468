import { MEDIA_MEMBERS } from './media-tokens.js'

/**
 * What the members of messages and tools are: `structure` is rendered and costs by its place, not by its name;
 * a `handle` is not billed either, unless somebody hides text in it; a `reference` stands for input that is elsewhere;
 * `media` may hold an image, audio or document. Any other name is text.
 */
export type PromptWord = 'structure' | 'handle' | 'reference' | 'media'

const NAMES: Readonly<Record<PromptWord, string>> = {
  structure: `role content text name tool_calls function function_call arguments parts input output parameters properties
    required items description additionalProperties enum strict anyOf json_schema schema functionDeclarations
    function_declarations functionCall functionResponse function_response`,
  handle: 'id tool_call_id call_id type',
  reference: 'file_id file_url fileUri file_uri audio',
  media: MEDIA_MEMBERS,
}

const WORDS: ReadonlyMap<string, PromptWord> = new Map([
  ...wordsOf('structure'),
  ...wordsOf('handle'),
  ...wordsOf('reference'),
  ...wordsOf('media'),
])

function wordsOf(word: PromptWord): (readonly [name: string, word: PromptWord])[] {
  return NAMES[word].split(/\s+/).map((name) => [name, word])
}

export function promptWord(name: string): PromptWord | undefined {
  return WORDS.get(name)
}
