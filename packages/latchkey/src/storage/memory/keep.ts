/**
 * A frozen copy, made through JSON: later changes to the caller's object have no effect here, and what would
 * not survive a real database does not survive this one either.
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
