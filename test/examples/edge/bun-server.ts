import { createTrattaClient, paginate } from "tratta-client";

const { PORT = "3000", TRATTA_BASE_URL: baseUrl = "", TRATTA_TOKEN: token = "" } = Bun.env;
const client = createTrattaClient({ baseUrl, token });

/** Streams all charges, one JSON object a line, while they are read: memory stays flat, however many there are. */
const server = Bun.serve({
  port: Number(PORT),
  fetch() {
    const pages = paginate(client, "/charges").pages();
    const lines = new ReadableStream<string>({
      async pull(controller) {
        const { done, value } = await pages.next();
        if (done) controller.close();
        else controller.enqueue(value.map((charge) => `${JSON.stringify(charge)}\n`).join(""));
      },
      // The reader has gone: no further page is asked for.
      cancel: async () => void (await pages.return()),
    });
    return new Response(lines.pipeThrough(new TextEncoderStream()), {
      headers: { "Content-Type": "application/x-ndjson" },
    });
  },
});
console.log(`Listening on ${server.url}`);
