/** Whether an address may be believed for what it serves: https, or plain http on this machine. */
export function isSecureAddress(address: unknown): boolean {
  if (typeof address !== 'string') return false
  try {
    const { protocol, hostname } = new URL(address)
    return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
  } catch {
    return false
  }
}
