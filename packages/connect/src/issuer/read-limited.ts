/** The body as text; `undefined` when it is longer than `limitBytes`, and then the rest is not read. */
export async function readLimited(response: Response, limitBytes: number): Promise<string | undefined> {
  const reader = response.body?.getReader()
  const chunks: Uint8Array[] = []
  let bytes = 0
  for (let step = await reader?.read(); step && !step.done; step = await reader?.read()) {
    bytes += step.value.byteLength
    if (bytes > limitBytes) {
      await reader?.cancel()
      return undefined
    }
    chunks.push(step.value)
  }
  return new Blob(chunks as Uint8Array<ArrayBuffer>[]).text()
}
