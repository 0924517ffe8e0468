import type { Quota } from '@llm-limit/client'

/** The quotas of lib/limits.ts, in the words of the page. */
const WORDS: Readonly<Record<string, { readonly label: string; readonly left: (quota: Quota) => string }>> = {
  'usd-per-hour': { label: 'This hour', left: ({ remaining }) => `${remaining} % left` },
  'requests-per-minute': { label: 'This minute', left: ({ remaining, limit }) => `${remaining} of ${limit} left` },
}

/** What is left of each budget. */
export function Meters({ quotas }: { quotas: readonly Quota[] }) {
  return (
    <ul className="meters" aria-label="What is left of your budget">
      {quotas.map((quota) => (
        <Meter key={quota.name} quota={quota} />
      ))}
    </ul>
  )
}

function Meter({ quota }: { quota: Quota }) {
  const { label = quota.name, left = ({ remaining }: Quota) => `${remaining} left` } = WORDS[quota.name] ?? {}
  const share = quota.limit === 0 ? 0 : quota.remaining / quota.limit
  return (
    <li>
      <span>
        {label}: {left(quota)}
      </span>
      <span className="bar" data-low={share <= 0.2 || undefined} aria-hidden="true">
        <span style={{ inlineSize: `${share * 100}%` }} />
      </span>
    </li>
  )
}
