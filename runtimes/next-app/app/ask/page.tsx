import type { ReactNode } from 'react'
import { AskForm } from './ask-form'

export default function Page(): ReactNode {
  return <AskForm />
}
