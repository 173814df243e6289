// The image in this link is on another host.
const STYLE = `<style>a[href^="https://redocly.com/redoc"]::after { content: " Redocly"; }</style>`;

/** Keeps the page that Redocly writes from loading anything from another host, and makes the links of its menu relative. */
export function finishHttpReference(html: string): string {
  const policy = "default-src 'unsafe-inline' 'unsafe-eval' data: blob:";
  return html
    .replace("<head>", `<head>\n  <meta http-equiv="Content-Security-Policy" content="${policy}">\n  ${STYLE}`)
    .replace(/https:\/\/cdn\.redoc\.ly\/redoc\/logo-mini(-full)?\.svg/g, "data:,")
    .replace(/(<a\b[^<>]* href=")\//g, "$1#/");
}
