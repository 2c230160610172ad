/** Where the app logs what went wrong. Any logger with pino's methods will do. */
export interface ClientLogger {
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Standard error, for apps that bring no logger. */
export const consoleLogger: ClientLogger = {
  warn: (fields, message) => console.warn(message, fields),
  error: (fields, message) => console.error(message, fields),
}
