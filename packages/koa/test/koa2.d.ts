// Koa 2 under an alias: the parts that these tests use have the types of version 3.
declare module 'koa2' {
  export { default } from 'koa'
}
