/** The process that sends requests to one contender and measures them. Controlled by the bench over IPC. */

import type { Operation, WorkloadName } from '../contenders/contender.ts'
import { loadContender } from '../contenders/load-contender.ts'
import { MAX_CONNECTIONS } from '../fixtures.ts'
import { createConnection, type OpenableConnection } from './connection.ts'
import { type MeasureOptions, measure } from './measure.ts'
import type { Measurement } from './summarize.ts'

export interface LoadOrder extends MeasureOptions {
  readonly workload: WorkloadName
  readonly connections: number
  /** A number of operations instead of seconds, without measuring. */
  readonly repeat?: number
}

export type LoadReport = { readonly measurement: Measurement | undefined } | { readonly failure: string }

const [name = '', origin = '', module = name] = process.argv.slice(2)
const contender = await loadContender(module)
const connections = Array.from({ length: MAX_CONNECTIONS }, (_, index) => createConnection(index, origin))

process.on('message', async (order: LoadOrder) => {
  process.send?.(await answer(order))
})
process.once('disconnect', () => process.exit(0))
process.send?.('ready')

async function answer(order: LoadOrder): Promise<LoadReport> {
  try {
    return { measurement: await follow(order) }
  } catch (cause) {
    return { failure: `${name}, ${order.workload}: ${cause instanceof Error ? cause.stack : cause}` }
  }
}

async function follow(order: LoadOrder): Promise<Measurement | undefined> {
  const chosen = connections.slice(0, order.connections)
  for (const connection of chosen) connection.open()
  try {
    const operations = await prepare(chosen, order.workload)
    if (order.repeat === undefined) return await measure(operations, order)
    await repeat(operations, order.repeat)
    return undefined
  } finally {
    await Promise.all(chosen.map((connection) => connection.close()))
  }
}

async function repeat(operations: readonly Operation[], times: number): Promise<void> {
  let left = times
  await Promise.all(
    operations.map(async (operation) => {
      while (left > 0) {
        left -= 1
        await operation()
      }
    }),
  )
}

/** A few at a time: preparing a connection may be a sign-in, and too many of those at once are refused. */
async function prepare(
  chosen: readonly OpenableConnection[],
  workload: WorkloadName,
): Promise<readonly Operation[]> {
  const operations: Operation[] = []
  const groupSize = 8
  for (let from = 0; from < chosen.length; from += groupSize) {
    const group = chosen.slice(from, from + groupSize)
    operations.push(
      ...(await Promise.all(group.map((connection) => prepareConnection(connection, workload)))),
    )
  }
  return operations
}

function prepareConnection(connection: OpenableConnection, workload: WorkloadName): Promise<Operation> {
  const open = contender.workloads[workload]
  if (open === undefined) throw new Error(`${name} does not have ${workload}`)
  return connection.once(`workload ${workload}`, () => open(connection))
}
