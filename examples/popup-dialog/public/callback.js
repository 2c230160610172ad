import { answerSignInPopup } from './latchkey-browser.js'

answerSignInPopup()
