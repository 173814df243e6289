using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "worker", worker = (
      modules = [(name = "webhook-worker.js", esModule = embed "webhook-worker.js")],
      compatibilityDate = "2026-10-01",
      # Newer dates turn these on by themselves.
      compatibilityFlags = ["no_nodejs_compat", "no_nodejs_compat_v2"],
      bindings = [
        (name = "TRATTA_BASE_URL", fromEnvironment = "TRATTA_BASE_URL"),
        (name = "TRATTA_TOKEN", fromEnvironment = "TRATTA_TOKEN"),
        (name = "TRATTA_WEBHOOK_SECRET", fromEnvironment = "TRATTA_WEBHOOK_SECRET"),
        (name = "INBOX", kvNamespace = "store"),
        (name = "STORE", service = "store"),
      ],
      globalOutbound = "loopback",
    )),
    (name = "store", worker = (
      modules = [(name = "kv-store.js", esModule = embed "kv-store.js")],
      compatibilityDate = "2026-10-01",
    )),
    (name = "loopback", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", service = "worker")],
);
