import worker from "../../examples/webhooks/cloudflare-worker.ts";

type Env = Parameters<typeof worker.fetch>[1] & { readonly STORE: { fetch: typeof fetch } };

/** The example, whose cron trigger is POST /cron, and whose store is seen under /store/. */
export default {
  async fetch(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    if (pathname === "/cron") return new Response(String(await worker.scheduled(undefined, env)));
    if (!pathname.startsWith("/store/")) return worker.fetch(request, env, context);
    return env.STORE.fetch(`http://store${pathname.slice("/store".length)}${search}`, { method: request.method });
  },
};
