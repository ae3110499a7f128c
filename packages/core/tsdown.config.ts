import { library } from '../../tsdown.base.ts'

export default library(['src/index.ts', 'src/rules/index.ts', 'src/testing/index.ts'])
