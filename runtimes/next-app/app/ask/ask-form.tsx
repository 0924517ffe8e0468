'use client'

import { type ReactNode, useActionState } from 'react'
import { ask } from './actions'

export function AskForm(): ReactNode {
  const [answer, action] = useActionState(ask, undefined)
  return (
    <form action={action}>
      <input name="question" />
      {answer?.outcome === 'admitted' && <p>{answer.value}</p>}
      {answer?.outcome === 'refused' && <p role="alert">{answer.refusal.detail}</p>}
    </form>
  )
}
