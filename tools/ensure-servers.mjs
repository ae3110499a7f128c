import { spawnSync } from 'node:child_process'
import { findBinary } from './find-binary.mjs'
import { findServer } from './find-server.mjs'
import { servers } from './servers.mjs'

/** This computer, as far as finding and installing a server goes. */
const thisMachine = { path: process.env.PATH ?? '', root: '/', isRoot: process.getuid?.() === 0, say: console.log }

/**
 * Makes the named servers available: what is there is used, else it is installed where that may be done unasked, which
 * is said first. Answers the program of each, or throws and names what to install.
 */
export function ensureServers(names, machine = thisMachine) {
  return Object.fromEntries(names.map((name) => [name, ensureServer(serverCalled(name), machine)]))
}

function ensureServer(server, machine) {
  const found = findServer(server, machine)
  if (found) return found

  const commands = installCommands(server, machine)
  if (!commands) throw new Error(`${server.name} is missing: install it first (${packagesOf(server)})`)
  for (const command of commands) {
    machine.say(`${server.name} is missing: ${command.join(' ')}`)
    if (run(command, machine).status !== 0) throw new Error(`could not install ${server.name} (${packagesOf(server)})`)
  }
  const installed = findServer(server, machine)
  if (!installed) throw new Error(`${server.name} was installed, but none of ${server.binaries.join(', ')} was found`)
  return installed
}

function installCommands(server, machine) {
  if (findBinary('apt-get', machine.path)) {
    const asRoot = rootPrefix(machine)
    const install = ['apt-get', 'install', '--yes', '--no-install-recommends', server.apt]
    return (
      asRoot && [
        [...asRoot, 'apt-get', 'update'],
        [...asRoot, ...install],
      ]
    )
  }
  if (findBinary('brew', machine.path)) return [['brew', 'install', ...server.brew.split(' ')]]
  return undefined
}

function rootPrefix(machine) {
  if (machine.isRoot) return []
  // Without a password, or not at all: a test run never stops to ask for one.
  const sudo = ['sudo', '--non-interactive']
  return findBinary('sudo', machine.path) && run([...sudo, 'true'], machine).status === 0 ? sudo : undefined
}

function run([command, ...args], { path }) {
  const env = { ...process.env, PATH: path, DEBIAN_FRONTEND: 'noninteractive', HOMEBREW_NO_AUTO_UPDATE: '1' }
  return spawnSync(findBinary(command, path), args, { env, stdio: ['ignore', 'inherit', 'inherit'] })
}

function packagesOf({ apt, brew }) {
  return `Debian and Ubuntu: apt-get install ${apt}; macOS: brew install ${brew}`
}

function serverCalled(name) {
  const server = servers.find((known) => known.name === name)
  if (!server) throw new Error(`no server is called ${name}: ${servers.map((known) => known.name).join(', ')}`)
  return server
}

if (process.argv[1] === import.meta.filename) {
  const names = process.argv.slice(2)
  try {
    if (names.length > 0) ensureServers(names)
    for (const server of servers) console.log(`${server.name}: ${findServer(server) ?? 'missing'}`)
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
