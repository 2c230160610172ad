/** How a command can end, and the exit code that says so. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  configuration: 3,
  notFound: 4,
  conflict: 5,
  interrupted: 130,
} as const
