#!/usr/bin/env node
// Plain enough for any Node to read, so that one that is too old gets a sentence instead of a syntax error.
var version = process.versions.node.split('.').map(Number)

if (version[0] > 22 || (version[0] === 22 && version[1] >= 18)) {
  hideSqliteWarning()
  void import('../dist/cli/main.js')
} else {
  console.error(
    'latchkey needs Node 22.18 or newer; this is Node %s. See https://nodejs.org',
    process.versions.node,
  )
  process.exit(1)
}

/**
 * Node 22 calls its SQLite experimental at every start; who runs our command cannot act on that. Other
 * warnings are shown.
 */
function hideSqliteWarning() {
  var emitWarning = process.emitWarning
  process.emitWarning = (warning, ...rest) => {
    if (!String(warning).startsWith('SQLite is an experimental feature')) emitWarning(warning, ...rest)
  }
}
