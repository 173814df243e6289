/** Whether an Authorization header has the bearer token. */
export function hasToken(authorization: string | null, token: string): boolean {
  const [scheme, given] = authorization?.split(" ") ?? [];
  return scheme?.toLowerCase() === "bearer" && given === token;
}
