// Express 4 under an alias: the parts that these tests use have the types of version 5.
declare module 'express4' {
  export { default } from 'express'
}
