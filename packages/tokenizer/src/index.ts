export { estimateTokens, type TokenCounter, tokenCounter } from './token-counter.js'
