import { openSignInPopup } from './latchkey-browser.js'

const { issuer, api } = await (await fetch('settings.json')).json()
const [ask, answer, status] = ['ask', 'answer', 'status'].map((id) => document.getElementById(id))

/** Only here: no other page can read it, and it is gone when this one is. */
let tokens
let attempt = new AbortController()

ask.addEventListener('click', async () => {
  // The person may have closed the former window; whoever presses again starts again.
  attempt.abort()
  attempt = new AbortController()
  const { signal } = attempt
  try {
    tokens ??= await signIn(signal)
    await show(signal)
  } catch (error) {
    if (!signal.aborted) status.textContent = error.message
  }
})

function signIn(signal) {
  status.textContent = 'Waiting for you in the other window. Press again if it is gone.'
  const redirectUri = new URL('callback.html', location.href).href
  return openSignInPopup({
    issuer,
    clientId: 'popup-dialog',
    redirectUri,
    scope: 'answer:read',
    resource: api,
    signal,
  })
}

async function show(signal) {
  const headers = { authorization: `Bearer ${tokens.accessToken}` }
  const response = await fetch(`${api}/answer`, { headers, signal })
  if (response.status === 401) {
    // A window opens only for a click.
    tokens = undefined
    throw new Error('Your access has ended. Press again to sign in.')
  }
  if (!response.ok) throw new Error(`The API answered ${response.status}`)
  answer.textContent = (await response.json()).answer
  answer.hidden = false
  status.textContent = 'The API has told you. Ask again: this page still has its token, until you close it.'
}
