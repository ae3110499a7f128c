/**
 * The programs that some tests start by themselves. `folders` are the places off the PATH where packages put them; a
 * `*` stands for one version.
 */
export const servers = [
  {
    name: 'redis',
    binaries: ['redis-server'],
    folders: ['/opt/homebrew/opt/redis/bin', '/usr/local/opt/redis/bin'],
    apt: 'redis-server',
    brew: 'redis',
  },
  {
    name: 'postgres',
    binaries: ['initdb'],
    folders: ['/usr/lib/postgresql/*/bin', '/opt/homebrew/opt/postgresql@*/bin', '/usr/local/opt/postgresql@*/bin'],
    apt: 'postgresql',
    brew: 'postgresql@17',
  },
  {
    name: 'chromium',
    binaries: ['chromium', 'chromium-browser', 'google-chrome', 'Chromium', 'Google Chrome'],
    folders: ['/Applications/Chromium.app/Contents/MacOS', '/Applications/Google Chrome.app/Contents/MacOS'],
    apt: 'chromium',
    brew: '--cask chromium',
  },
]
