/** One thing to change in a sign-up form. */
export interface SignUpProblem {
  readonly field: 'username' | 'password' | 'name'
  readonly problem:
    | 'required'
    | 'not_an_email'
    | 'too_long'
    | 'too_short'
    | 'too_common'
    | 'contains_username'
}
