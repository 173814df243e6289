using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "suite", worker = (
      modules = [
        (name = "workerd.js", esModule = embed "workerd.js"),
        (name = "suite.js", esModule = embed "suite.js"),
      ],
      compatibilityDate = "2026-10-01",
      # Newer dates turn these on by themselves.
      compatibilityFlags = ["no_nodejs_compat", "no_nodejs_compat_v2"],
      bindings = [(name = "SUITE_OPTIONS", fromEnvironment = "SUITE_OPTIONS")],
      globalOutbound = "loopback",
    )),
    (name = "loopback", network = (allow = ["local"])),
  ],
);
