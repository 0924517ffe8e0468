/** What a request asks a model for, in any API. */
export interface ModelCall {
  readonly model: string
  /** All text that the model reads. */
  readonly prompt: string
  /** Answers asked for at once. */
  readonly choices: number
  /** Most tokens of one answer, reasoning included. */
  readonly cap: number | undefined
  readonly stream: boolean
  /** The function that must be called. */
  readonly forcedTool: string | undefined
}
