/** One quota: what may still be used of it, and what one request and one token take. */
export interface Meter {
  readonly limit: number
  readonly room: number
  readonly perRequest: number
  readonly perInput: number
  readonly perOutput: number
}

interface Tokens {
  readonly inputTokens: number
  readonly outputTokens: number
}

const NOTHING: Tokens = { inputTokens: 0, outputTokens: 0 }

/**
 * Input and output that together fill the quotas most: a linear program in two variables, so the best point is where two
 * quotas are full, or one and an axis. Whole tokens; the last one is rounded up, so that the fullest quota does reach its room.
 */
export function fullest(meters: readonly Meter[]): Tokens {
  const lines = meters.filter(({ perInput, perOutput }) => perInput + perOutput > 0)
  const corners = lines.flatMap((line, i) => [
    ...alone(line),
    ...lines.slice(i + 1).flatMap((other) => crossing(line, other)),
  ])
  const allowed = corners.filter((point) => lines.every((line) => taken(line, point) <= line.room * (1 + 1e-9)))
  const best = allowed.reduce((most, point) => (filled(lines, point) > filled(lines, most) ? point : most), NOTHING)
  return whole(lines, best)
}

function alone({ room, perInput, perOutput }: Meter): Tokens[] {
  return [
    ...(perInput > 0 ? [{ inputTokens: room / perInput, outputTokens: 0 }] : []),
    ...(perOutput > 0 ? [{ inputTokens: 0, outputTokens: room / perOutput }] : []),
  ]
}

function crossing(a: Meter, b: Meter): Tokens[] {
  const slope = a.perInput * b.perOutput - b.perInput * a.perOutput
  if (slope === 0) return []
  const inputTokens = (a.room * b.perOutput - b.room * a.perOutput) / slope
  const outputTokens = (a.perInput * b.room - b.perInput * a.room) / slope
  return inputTokens >= 0 && outputTokens >= 0 ? [{ inputTokens, outputTokens }] : []
}

function taken({ perInput, perOutput }: Meter, { inputTokens, outputTokens }: Tokens): number {
  return perInput * inputTokens + perOutput * outputTokens
}

function filled(lines: readonly Meter[], point: Tokens): number {
  return lines.reduce((sum, line) => sum + taken(line, point) / line.limit, 0)
}

function whole(lines: readonly Meter[], point: Tokens): Tokens {
  const inputTokens = Math.floor(point.inputTokens + 1e-6)
  const outputTokens = Math.floor(point.outputTokens + 1e-6)
  const isReached = lines.some((line) => taken(line, { inputTokens, outputTokens }) >= line.room * (1 - 1e-12))
  if (isReached || lines.length === 0) return { inputTokens, outputTokens }
  return point.outputTokens > outputTokens + 1e-6
    ? { inputTokens, outputTokens: outputTokens + 1 }
    : { inputTokens: inputTokens + 1, outputTokens }
}
