import { type Contract, inScene, type Scene, type SceneOptions } from './scene.js'

/** States what holds for every adapter: each claim is one test, in a scene of its own. */
export type Claim = (name: string, options: SceneOptions, test: (scene: Scene) => Promise<void>) => void

export function describeClaims(contract: Contract, title: string, state: (claim: Claim) => void): void {
  const { describe, it } = contract.tools
  describe(title, () => state((name, options, test) => it(name, () => inScene(contract, options, test))))
}
