import type { Random } from '../../reference/random.js'
import { spread } from '../scenario/chance.js'

/** What becomes of one message to the server and of its reply. */
export interface Fate {
  readonly harm:
    | 'none'
    | 'request-lost'
    | 'reply-lost'
    /** The connection is refused: nothing was done. */
    | 'refused'
    /** The connection breaks after it was done. */
    | 'broken'
    /** The reply is lost and the client sends again by itself. */
    | 'resent'
    /** The network delivers it twice. */
    | 'doubled'
    | 'request-held'
    | 'reply-held'
    /** Everything takes long. */
    | 'slow'
  readonly requestUs: number
  readonly replyUs: number
  /** Until it is sent or delivered again. */
  readonly againUs: number
}

/** As it is when nothing is said of it. */
export const UNHARMED: Fate = { harm: 'none', requestUs: 400, replyUs: 400, againUs: 0 }

const LONGEST_HOLD_US = 60_000_000

export function drawFate(random: Random, harm: Fate['harm']): Fate {
  const [requestUs, replyUs] = [random.integer(100, 1_200), random.integer(100, 1_200)]
  switch (harm) {
    case 'request-held':
      return { harm, requestUs: spread(random, 5_000, LONGEST_HOLD_US), replyUs, againUs: 0 }
    case 'reply-held':
      return { harm, requestUs, replyUs: spread(random, 5_000, LONGEST_HOLD_US), againUs: 0 }
    case 'slow':
      return { harm, requestUs: spread(random, 1_000, 150_000), replyUs: spread(random, 1_000, 150_000), againUs: 0 }
    case 'resent':
    case 'doubled':
      return { harm, requestUs, replyUs, againUs: spread(random, 1_000, LONGEST_HOLD_US) }
    default:
      return { harm, requestUs, replyUs, againUs: 0 }
  }
}
