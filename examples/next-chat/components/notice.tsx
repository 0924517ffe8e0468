import type { Refusal, Snapshot } from '@llm-limit/client'
import { fullest } from '@/lib/budget'
import { clockTime, countdown } from '@/lib/time'

/** What the visitor has to know of the budget; nothing while there is nothing to know. */
export function Notice({ budget }: { budget: Snapshot }) {
  const { refusal } = budget
  const words = refusal === undefined ? wordsFor(budget) : undefined
  return (
    <>
      <div role="status">{words && <p className="notice">{words}</p>}</div>
      {refusal && <Refused refusal={refusal} budget={budget} />}
    </>
  )
}

function wordsFor({ phase, percent, terms, quotas }: Snapshot): string | undefined {
  const moreAt = fullest(quotas)?.moreAt
  const until = moreAt === undefined ? 'for now' : `until ${clockTime(moreAt)}`
  if (phase === 'hard') return `Your budget is used up ${until}.`
  if (phase === 'soft' || (phase === 'warning' && terms !== undefined)) {
    const who = terms?.model === undefined ? 'A smaller model answers' : `Answered by ${terms.model}`
    return `${who} ${until}, and more briefly, to make your budget last.`
  }
  if (phase !== 'warning') return undefined
  return `You have used ${percent} % of your budget ${until}. Near its end, a smaller model answers.`
}

function Refused({ refusal, budget }: { refusal: Refusal; budget: Snapshot }) {
  const { waitsUntil, waitSeconds } = budget
  return (
    <div role="alert" className="notice refused">
      <div>
        <strong>{refusal.title ?? 'Your message was not sent'}</strong>
        <p>
          {refusal.detail} {waitsUntil !== undefined && `You can send it at ${clockTime(waitsUntil)}.`}{' '}
          {refusal.upgradeUrl && <a href={refusal.upgradeUrl}>Get more</a>}
        </p>
      </div>
      {waitSeconds !== undefined && (
        <span role="timer" aria-live="off">
          {countdown(waitSeconds)}
        </span>
      )}
    </div>
  )
}
