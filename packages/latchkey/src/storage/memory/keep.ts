/**
 * A frozen copy, as JSON carries it: what a caller does to its object later changes nothing here, and what
 * would not survive a real database does not survive this one either.
 */
export function keep<Value>(value: Value): Value {
  return deepFreeze(JSON.parse(JSON.stringify(value)))
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value)
    for (const member of Object.values(value)) deepFreeze(member)
  }
  return value
}
