// Preloaded with `node --import`: time of day and chance stand still, so that a program answers the same each time.
const NOON = Date.UTC(2026, 5, 15, 12)

Date.now = () => NOON
Math.random = () => 0.5
