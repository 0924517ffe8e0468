import { dollars, duration, table, whole } from '../terminal/figures.js'
import type { Check, Proposal, ProposedPolicy, Suggestion, Verdict } from './suggestion.js'

const HEADLINES: Readonly<Record<Proposal['keeps'], string>> = {
  all: 'The least that meets it:',
  goals: 'Goals and spend cannot be met together. This keeps the goals, and spends more:',
  spend: 'This keeps the spend, and reaches less:',
}

const VERDICTS: Readonly<Record<Verdict, string>> = {
  met: 'met, and sure',
  likely: 'met, but not sure',
  unlikely: 'missed, but within chance',
  missed: 'missed, and sure',
}

/** A suggestion as text. */
export function suggestionLines({ target, log, proposals, remarks }: Suggestion): string[] {
  return [
    `Target: ${target}`,
    `Log: ${whole(log.requests)} requests of ${whole(log.users)} users in ${duration(log.lastMs - log.firstMs)}`,
    ...proposals.flatMap((proposal) => ['', ...proposalLines(proposal)]),
    ...(remarks.length === 0 ? [] : ['', ...remarks]),
  ]
}

function proposalLines({ keeps, policy, checks }: Proposal): string[] {
  return [HEADLINES[keeps], '', ...policyLines(policy), '', ...table([HEADER, ...checks.map(checkRow)])]
}

/** An object literal of TypeScript. */
export function policyLines({ tiers, defaultTier }: ProposedPolicy): string[] {
  const quoted = (text: string): string => `'${text}'`
  const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name))
  const rows = Object.entries(tiers).map(
    ([tier, { quotas }]) => `    ${key(tier)}: { quotas: [${quotas.map(quoted).join(', ')}] },`,
  )
  return ['{', '  tiers: {', ...rows, '  },', `  defaultTier: ${quoted(defaultTier)},`, '}']
}

const HEADER = ['', 'wanted', 'fitted', 'held back', 'users', '95 of 100 samples', '']

function checkRow({ what, bound, unit, wanted, fitted, heldBack, verdict }: Check): string[] {
  const figure = unit === 'share' ? hundredths : dollars
  const { low, high } = heldBack.interval
  return [
    what,
    `${bound === 'at-least' ? '>=' : '<='} ${figure(wanted)}`,
    figure(fitted.value),
    figure(heldBack.value),
    whole(heldBack.users),
    `${figure(low)} to ${figure(high)}`,
    VERDICTS[verdict],
  ]
}

/** 0.9496 as `94.96 %`: beside a target of 95 %, `95.0 %` would be a riddle. */
function hundredths(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}
