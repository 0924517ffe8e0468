/** One way to use an SDK against a model server. */
export interface Sdk {
  /** With its major version, such as `openai 6`. */
  readonly name: string
  /** The API that it speaks, as its wire is called. */
  readonly api: string
  /** What it can ask for in this API. */
  readonly cells: readonly Cell[]
  /** Asks once with the SDK's default retries, and reads the answer to its end. */
  ask(cell: Cell, target: Target): Promise<void>
  /** Whether what was thrown is the SDK's own error for a rate limit, with what it tells of it. */
  isRateLimitError(error: unknown): boolean
}

export interface Cell {
  readonly stream: boolean
  readonly with: 'text' | 'tools' | 'image'
}

export interface Target {
  /** `http://127.0.0.1:<port>` of the fake model server. */
  readonly origin: string
  readonly fetch: typeof globalThis.fetch
}

/** JSON and stream, each plain, with tools and with an image. */
export const ALL_CELLS: readonly Cell[] = [false, true].flatMap((stream) =>
  (['text', 'tools', 'image'] as const).map((kind) => ({ stream, with: kind })),
)

/** A red dot: 5 x 5 pixels of PNG. */
export const PNG_BASE64 =
  'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg=='
