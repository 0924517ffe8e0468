/** Globals of the hot loops, read once: where code runs in a context of its own, as in Jest or an edge sandbox, each look at one is slow. */
export const ceil: (value: number) => number = Math.ceil
export const imul: (a: number, b: number) => number = Math.imul
export const max: (...values: number[]) => number = Math.max
export const min: (...values: number[]) => number = Math.min
export const INFINITE: number = Number.POSITIVE_INFINITY
