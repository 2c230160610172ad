/** Characters of an address that an error page repeats. */
export const LONGEST_RETRY = 4096
