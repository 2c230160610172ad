// Simple enough for any Node to parse. npm puts the repository's own Node first on PATH if there is one for
// this platform.
var version = process.versions.node.split('.').map(Number)

if (version[0] < 22 || (version[0] === 22 && version[1] < 18)) {
  console.error(
    'This repository needs Node 22.18 or newer; this is Node %s, and npm ci brings none for %s-%s. See https://nodejs.org',
    process.versions.node,
    process.platform,
    process.arch,
  )
  process.exit(1)
}
