/** Controls a sandbox that runs elsewhere, for a test in a browser: `const control = controlSandbox("http://127.0.0.1:4010")`. */
export function controlSandbox(
  url: string,
  token = "sandbox-token",
): (method: "GET" | "POST" | "DELETE", path: string, body?: object) => Promise<unknown> {
  return async (method, path, body) => {
    const response = await fetch(`${url}/_sandbox${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };
}
