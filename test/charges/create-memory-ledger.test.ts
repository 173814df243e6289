import { describe } from "vitest";
import { createMemoryLedger } from "../../src/charges/create-memory-ledger.ts";
import { itKeepsTheContract } from "../support/ledger-contract.ts";

describe("a ledger in memory", () => {
  itKeepsTheContract(createMemoryLedger);
});
