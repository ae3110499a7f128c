import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ensureServers } from '../ensure-servers.mjs'
import { temporaryFolder } from './temporary-folder.mjs'

const program = '#!/bin/sh\n'
/** A program that writes down how it was called, and does `then`. `$0` is the program, so its folder is the machine. */
const recorder = (then = ':') => `#!/bin/sh\nhere="\${0%/bin/*}"\necho "\${0##*/} $*" >> "$here/calls"\n${then}\n`
const installsRedis = recorder(
  'case "$*" in *install*) printf "#!/bin/sh\\n" > "$here/bin/redis-server"; /bin/chmod +x "$here/bin/redis-server";; esac',
)
/** Runs what it was given, without its own option, as sudo does. */
const sudo = recorder('shift; [ "$1" = true ] || "$@"')

function machineWith(files, isRoot = false) {
  const root = temporaryFolder({ 'bin/nothing': '', ...files })
  const said = []
  const callsFile = join(root, 'calls')
  const calls = () => (existsSync(callsFile) ? readFileSync(callsFile, 'utf8').trim().split('\n') : [])
  return { path: join(root, 'bin'), root, isRoot, say: (line) => said.push(line), said, calls }
}

test('a server on the PATH is used', () => {
  const machine = machineWith({ 'bin/redis-server': program, 'bin/apt-get': installsRedis }, true)
  expect(ensureServers(['redis'], machine)).toEqual({ redis: join(machine.root, 'bin/redis-server') })
  expect(machine.calls()).toEqual([])
})

test('a server in a well-known folder is used, the newest version first', () => {
  const machine = machineWith({
    'usr/lib/postgresql/9/bin/initdb': program,
    'usr/lib/postgresql/15/bin/initdb': program,
  })
  expect(ensureServers(['postgres'], machine).postgres).toBe(join(machine.root, 'usr/lib/postgresql/15/bin/initdb'))
})

test('a file of the name that cannot be run is not a server', () => {
  const machine = machineWith({ 'bin/redis-server': 'text' })
  expect(() => ensureServers(['redis'], machine)).toThrow('redis is missing')
})

test('root installs with apt-get, and it is said first', () => {
  const machine = machineWith({ 'bin/apt-get': installsRedis }, true)
  expect(ensureServers(['redis'], machine)).toEqual({ redis: join(machine.root, 'bin/redis-server') })
  expect(machine.calls()).toEqual(['apt-get update', 'apt-get install --yes --no-install-recommends redis-server'])
  expect(machine.said).toEqual([
    'redis is missing: apt-get update',
    'redis is missing: apt-get install --yes --no-install-recommends redis-server',
  ])
})

test('a user with sudo installs through it', () => {
  const machine = machineWith({ 'bin/apt-get': installsRedis, 'bin/sudo': sudo })
  expect(ensureServers(['redis'], machine)).toEqual({ redis: join(machine.root, 'bin/redis-server') })
  expect(machine.calls()).toContain('sudo --non-interactive apt-get update')
})

test('where sudo would ask for a password nothing is installed, and the package is named', () => {
  const machine = machineWith({ 'bin/apt-get': installsRedis, 'bin/sudo': recorder('exit 1') })
  expect(() => ensureServers(['redis'], machine)).toThrow('apt-get install redis-server')
  expect(machine.calls()).toEqual(['sudo --non-interactive true'])
})

test('without apt-get, Homebrew installs', () => {
  const machine = machineWith({ 'bin/brew': installsRedis })
  expect(ensureServers(['redis'], machine)).toEqual({ redis: join(machine.root, 'bin/redis-server') })
  expect(machine.calls()).toEqual(['brew install redis'])
})

test('on any other machine the package is named', () => {
  expect(() => ensureServers(['chromium'], machineWith({}))).toThrow('chromium is missing: install it first')
})

test('an installer that fails is an error', () => {
  const machine = machineWith({ 'bin/brew': recorder('exit 3') })
  expect(() => ensureServers(['redis'], machine)).toThrow('could not install redis')
})

test('an installer that brings no program is an error', () => {
  const machine = machineWith({ 'bin/brew': recorder() })
  expect(() => ensureServers(['redis'], machine)).toThrow('none of redis-server was found')
})

test('an unknown name is an error that lists the known ones', () => {
  expect(() => ensureServers(['redis-stack'], machineWith({}))).toThrow('redis, postgres, chromium')
})
