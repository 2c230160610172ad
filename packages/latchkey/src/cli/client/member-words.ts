/** The words of a member's name: `postLogoutRedirectUris` is "post logout redirect uris". */
export function toWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** A member's name as a heading: "Post logout redirect URIs". */
export function toHeading(name: string): string {
  const words = toWords(name).replaceAll(/\b(?:id|uri|jwks|pkce|tos)(?=s?\b)/g, (word) => word.toUpperCase())
  return words.charAt(0).toUpperCase() + words.slice(1)
}
