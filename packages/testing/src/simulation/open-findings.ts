/**
 * What the simulation has found and nobody has mended yet. Checks pass over it unless a run is strict, and count how often; each has
 * its smallest scenario in regressions/open, which a strict run still finds. Whoever mends one takes it out here.
 */
export type OpenFinding =
  /** A repeat of a request under its id that is not answered in time hands back the reservation of the first one, which goes on. */
  | 'handed back by a repeat'
  /** Where no usage is told, the whole estimate is charged, although less was granted. */
  | 'an estimate above the grant'
  /** What was admitted without the store is lost when its hand-over ends before it is settled: the reply `already` is taken for done. */
  | 'a hand-over that had ended'
  /** An open response renews every 20 s, however short its lease is. */
  | 'renewed too seldom'
  /** What was admitted without the store and handed over as an estimate stays charged in full when the truth is less. */
  | 'a correction after the hand-over'
  /** How long the store has been failing is told by the time of day: when that steps back, an open share goes on for so much longer. */
  | 'an open share after a clock stepped back'
