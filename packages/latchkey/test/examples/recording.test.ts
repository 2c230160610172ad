import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DocumentPage } from '../../../../examples/recording/document-page.ts'
import { ExampleRun } from '../../../../examples/recording/recording.ts'

let folder: string
let file: string
let page: DocumentPage
let run: ExampleRun

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-recording-'))
  file = join(folder, 'page.md')
  page = new DocumentPage(file)
  run = new ExampleRun(['Browser', 'App', 'API'], page)
})

afterEach(async () => {
  await run.end()
  rmSync(folder, { recursive: true })
})

describe('what is recorded', () => {
  test('names who asked whom, in the order of asking, though the answers come in another', async () => {
    const [app, api] = [await run.host('App'), await run.host('API')]
    const open: Record<string, () => void> = {}
    api.serve((req, res) => {
      open[req.url ?? ''] = () => void res.end()
      if (open['/first'] && open['/second']) {
        open['/second']()
        open['/first']()
      }
    })
    app.serve((_req, res) => {
      const both = [fetch(`${api.url}/first`), fetch(`${api.url}/second`)]
      void Promise.all(both.map(async (answer) => (await answer).text())).then(() => res.end('both'))
    })
    const arrows = await record(async () => void (await (await fetch(app.url)).text()))
    expect(arrows).toEqual([
      'Browser->>App: GET /',
      'App->>API: GET /first',
      'API-->>App: 200',
      'App->>API: GET /second',
      'API-->>App: 200',
      'App-->>Browser: 200',
    ])
  })

  test('hides the values of codes, tokens, passwords and whatever is not known to be harmless', async () => {
    const app = await serve((req, res) => {
      req.resume()
      res.setHeader('content-type', 'application/json').end('{"access_token":"s3cret","expires_in":600}')
    })
    const body = new URLSearchParams({ grant_type: 'authorization_code', code: 's3cret', password: 's3cret' })
    const headers = { authorization: 'Bearer s3cret' }
    const arrows = await record(async () => {
      await (await fetch(`${app.url}/token?access_token=s3cret`, { method: 'POST', body, headers })).text()
    })
    expect(arrows).toEqual([
      'Browser->>App: POST /token<br/>Authorization: Bearer …<br/>access_token=…, grant_type=authorization_code<br/>code=…, password=…',
      'App-->>Browser: 200 access_token, expires_in',
    ])
  })

  test('is the same in each run: origins become names, and random values are left out', async () => {
    const app = await serve((req, res) => {
      const uri = new URL(req.url ?? '', 'http://any').searchParams.get('redirect_uri')
      res.setHeader('www-authenticate', `Bearer resource_metadata="${uri}"`)
      res.writeHead(401).end()
    })
    const random = 'A1b2C3d4E5f6G7h8I9j0K'
    const arrows = await record(async () => {
      await fetch(`${app.url}/clients/${random}?client_id=${random}&redirect_uri=${app.url}/callback`)
    })
    expect(arrows).toEqual([
      'Browser->>App: GET /clients/…<br/>client_id=…, redirect_uri=App/callback',
      'App-->>Browser: 401<br/>WWW-Authenticate: Bearer<br/>resource_metadata="App/callback"',
    ])
  })

  test('keeps from the app what the recorder sends along, and from Mermaid what it would misread', async () => {
    const [app, api] = [await run.host('App'), await run.host('API')]
    const seen: string[] = []
    api.serve((req, res) => {
      seen.push(...Object.keys({ ...req.headers, ...req.headersDistinct }), ...req.rawHeaders)
      res.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"a;b#c%<d>"}')
    })
    app.serve((_req, res) => void fetch(api.url).then(() => res.end()))
    const arrows = await record(async () => void (await fetch(app.url)))
    expect(seen.filter((name) => name.startsWith('x-'))).toEqual([])
    expect(arrows).toContain('API-->>App: 400 error=a#59;b#35;c#37;#60;d#62;')
  })

  test('folds a redirect within one site, and leaves out styles', async () => {
    const app = await serve((req, res) => {
      res.setHeader('content-type', 'text/html')
      if (req.url === '/sign-in') res.end('<title>Sign in</title>')
      else res.writeHead(303, { location: '/sign-in' }).end()
    })
    const arrows = await record(async () => {
      await (await fetch(`${app.url}/authorize`)).text()
      await (await fetch(`${app.url}/style.css`, { redirect: 'manual' })).text()
    })
    expect(arrows).toEqual(['Browser->>App: GET /authorize', 'App-->>Browser: 303 to /sign-in<br/>200 page'])
  })
})

describe('the page of docs', () => {
  test('is filled between its markers, and refused when it shows another run', async () => {
    writeFileSync(file, 'Before\n\n<!-- recorded run: Step -->\n<!-- end of recorded run -->\n\nAfter\n')
    page.keep('Step', 'sequenceDiagram')
    expect(() => page.requireSame()).toThrow(/npm test -- --save/)
    page.save()
    page.requireSame()
    expect(readFileSync(file, 'utf8')).toMatch(
      /^Before\n[\s\S]+```mermaid\nsequenceDiagram\n```\n[\s\S]+\nAfter\n$/,
    )
    page.keep('Step', 'sequenceDiagram\n  A->>B: other')
    expect(() => page.requireSame()).toThrow(/npm test -- --save/)
  })

  test('needs a place for each step that is drawn, and a step for each place', () => {
    writeFileSync(file, 'Nothing')
    page.keep('Step', 'sequenceDiagram')
    expect(() => page.save()).toThrow(/needs a place for:\n<!-- recorded run: Step -->/)
    writeFileSync(file, '<!-- recorded run: Other -->\n<!-- end of recorded run -->')
    expect(() => new DocumentPage(file).save()).toThrow(/nobody records: Other/)
  })
})

async function serve(listener: RequestListener) {
  const host = await run.host('App')
  host.serve(listener)
  return host
}

/** The arrows of one step, as the page shows them. */
async function record(step: () => Promise<void>): Promise<readonly string[]> {
  writeFileSync(file, '<!-- recorded run: Step -->\n<!-- end of recorded run -->')
  await run.draw('Step', step)
  page.save()
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.map((line) => line.trim()).filter((line) => line.includes('>>'))
}
