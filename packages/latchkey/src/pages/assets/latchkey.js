// Every page works without this file. It only makes some things pleasanter.

// A form_post answer sends itself; `submit` is taken from the prototype as a field may have that name.
const autoSubmit = document.querySelector('form[data-auto-submit]')
if (autoSubmit) HTMLFormElement.prototype.submit.call(autoSubmit)

const problems = document.getElementById('error-summary')
problems?.focus()

// Whoever has just signed up, or signs in again, has only a password to type.
const signIn = document.getElementById('sign-in')?.form
if (!problems && signIn?.querySelector('#username')?.value) signIn.querySelector('#password')?.focus()

for (const button of document.querySelectorAll('button[data-reveal]')) {
  const field = document.getElementById(button.getAttribute('aria-controls'))
  const show = (visible) => {
    field.type = visible ? 'text' : 'password'
    button.setAttribute('aria-pressed', String(visible))
  }
  button.hidden = false
  button.addEventListener('click', () => show(field.type === 'password'))
  // Browsers remember what was typed into text fields.
  field.form.addEventListener('submit', () => show(false))
}

// A second press within five seconds is an impatient finger. Buttons stay enabled, and a page that comes back
// from the browser's cache can be sent again.
const RESEND_MILLISECONDS = 5000
for (const form of document.forms) {
  let sentAt = Number.NEGATIVE_INFINITY
  form.addEventListener('submit', (event) => {
    if (event.timeStamp - sentAt < RESEND_MILLISECONDS) event.preventDefault()
    else sentAt = event.timeStamp
  })
  addEventListener('pageshow', () => {
    sentAt = Number.NEGATIVE_INFINITY
  })
}

// Times are written in UTC; here the reader's own zone is known.
const time = { hour: 'numeric', minute: '2-digit' }
const dateTime = { ...time, year: 'numeric', month: 'short', day: 'numeric' }
for (const element of document.querySelectorAll('time[data-show]')) {
  const format = element.dataset.show === 'time' ? time : dateTime
  element.title = element.textContent
  element.textContent = new Date(element.dateTime).toLocaleString(document.documentElement.lang, format)
}
