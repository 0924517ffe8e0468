import { deploymentIn, endsIn } from '../openai-path.js'

const ENDPOINT = '/chat/completions'

export function isChatPath(path: string): boolean {
  return endsIn(path, ENDPOINT)
}

/** The model, where Azure has it in the path. */
export function deploymentOf(path: string): string | undefined {
  return deploymentIn(path, ENDPOINT)
}
