#!/usr/bin/env node
// Plain enough for any Node to read, so that one that is too old gets a sentence instead of a syntax error.
var version = process.versions.node.split('.').map(Number)

if (version[0] > 22 || (version[0] === 22 && version[1] >= 18)) {
  void import('../dist/cli/main.js')
} else {
  console.error(
    'latchkey needs Node 22.18 or newer; this is Node %s. See https://nodejs.org',
    process.versions.node,
  )
  process.exit(1)
}
