import { createTrattaClient, paginate } from "tratta-client";

const { PORT = "3000", TRATTA_BASE_URL: baseUrl = "", TRATTA_TOKEN: token = "" } = Bun.env;
const client = createTrattaClient({ baseUrl, token });

/**
 * Streams all charges, one JSON object a line, while they are read. `verify` reads the list again after its last row: when it
 * changed meanwhile, the response breaks off without its end, and the reader must drop what it got.
 */
const server = Bun.serve({
  port: Number(PORT),
  fetch() {
    const pages = paginate(client, "/charges", { verify: true }).pages();
    const lines = new ReadableStream<string>({
      async pull(controller) {
        const { done, value } = await pages.next();
        if (done) controller.close();
        else controller.enqueue(value.map((charge) => `${JSON.stringify(charge)}\n`).join(""));
      },
      // The reader has gone: ends the request under way.
      cancel: async () => void (await pages.return()),
    });
    return new Response(lines.pipeThrough(new TextEncoderStream()), {
      headers: { "Content-Type": "application/x-ndjson" },
    });
  },
});
console.log(`Listening on ${server.url}`);
