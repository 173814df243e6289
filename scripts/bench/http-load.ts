import { connect } from "node:net";

/**
 * Sends a request again and again over some connections that stay open, each as soon as the response to the one before is
 * there. A client of the platform would keep a core as busy as the server does.
 *
 * @param request as it is sent, with its body
 * @throws Error for a response with another status than 2xx
 */
export async function sendRequests(
  url: string,
  request: string,
  { requests, connections }: { requests: number; connections: number },
): Promise<void> {
  let left = requests;
  const mayGoOn = (): boolean => {
    left -= 1;
    return left >= 0;
  };
  await Promise.all(Array.from({ length: connections }, () => keepSending(url, request, mayGoOn)));
}

function keepSending(url: string, request: string, mayGoOn: () => boolean): Promise<void> {
  const { port, hostname } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let received = "";
    const sendNext = (): void => {
      if (mayGoOn()) socket.write(request);
      else socket.end();
    };
    socket.setEncoding("latin1").setNoDelay();
    socket.on("connect", sendNext);
    socket.on("data", (part: string) => {
      received += part;
      const end = endOfResponse(received);
      if (end === undefined) return;
      if (!received.startsWith("HTTP/1.1 2"))
        socket.destroy(new Error(`The sandbox responded ${received.slice(0, 500)}`));
      received = received.slice(end);
      sendNext();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve());
  });
}

/** Returns where a response ends, or undefined when there is more to come. */
function endOfResponse(text: string): number | undefined {
  const [head, length] = /^[^]*?\r\ncontent-length: (\d+)[^]*?\r\n\r\n/i.exec(text) ?? [];
  if (head === undefined || text.length < head.length + Number(length)) return undefined;
  return head.length + Number(length);
}
