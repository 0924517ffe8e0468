import type { Mutant } from '../mutants/mutant.js'

/** A bug planted by replacing one piece of text, which some seed of the simulation has to find. */
export interface SimulationBug extends Omit<Mutant, 'killedBy'> {
  /** Whether servers have to lose writes for it to show; else they do not. */
  readonly needsLosses?: boolean | undefined
}
