// A server that outlives a benchmark that was stopped would be load on every later one.
process.on('disconnect', () => process.exit(1))
