/** The words of a member's name: "post logout redirect uris" for `postLogoutRedirectUris`. */
export function toWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** A member's name as a heading: "Post logout redirect URIs". */
export function toHeading(name: string): string {
  const words = toWords(name).replaceAll(/\b(?:id|uri|jwks|pkce|tos)(?=s?\b)/g, (word) => word.toUpperCase())
  return words.charAt(0).toUpperCase() + words.slice(1)
}
