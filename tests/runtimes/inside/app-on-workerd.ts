import { appWith } from './app.ts'

// workerd tells no address of a connection; here all of them come from this machine.
export default appWith({ remoteAddress: () => '127.0.0.1' })
