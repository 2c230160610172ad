/** Serves the page: files as they are, and where its issuer and its API are. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { type Express } from 'express'
import { look, notFoundPage } from '../look/page.ts'

export function createSite(settings: { issuer: string; api: string }): Express {
  const policy = `default-src 'self'; connect-src 'self' ${settings.issuer} ${settings.api}`
  const site = express().disable('x-powered-by')
  site.use((_req, res, next) => next(void res.set('content-security-policy', policy)))
  site.get('/settings.json', (_req, res) => void res.json(settings))
  site.get('/latchkey-browser.js', (_req, res) =>
    res.sendFile(fileURLToPath(import.meta.resolve('latchkey-connect/browser'))),
  )
  site.get('/style.css', (_req, res) => res.sendFile('style.css', look))
  site.use(express.static(join(import.meta.dirname, 'public')))
  site.use((_req, res) => void res.status(404).send(notFoundPage))
  return site
}
