import { httpMutants } from './http-mutants.js'
import { limiterMutants } from './limiter-mutants.js'
import type { Mutant } from './mutant.js'
import { storeMutants } from './store-mutants.js'

/** All planted bugs. */
export const mutants: readonly Mutant[] = [...storeMutants, ...limiterMutants, ...httpMutants]
