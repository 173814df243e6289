import { describeUnreliableServer } from "../support/unreliable-server.ts";

describeUnreliableServer(10_000);
