/** Draws that are the same in every run: whole numbers from 0 to below `below`. */
export type Draw = (below: number) => number

export function drawsOf(seed: number): Draw {
  let state = (seed * 2_654_435_761 + 1) >>> 0
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0
    return (state >>> 8) % below
  }
}
