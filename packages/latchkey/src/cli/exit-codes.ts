/** How a command can end, with the exit code of each case. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  configuration: 3,
  notFound: 4,
  conflict: 5,
  interrupted: 130,
} as const
