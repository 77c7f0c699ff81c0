// What the compiler holds of a call; the portal's tests compile it with the client that generate.mjs makes.
import { GovernanceClient, type EvidenceView } from "./client";

export async function deliver(url: string, key: string): Promise<boolean> {
  const portal = new GovernanceClient(url, key);
  const evidence = await portal.call("AddEvidence", {
    path: { model: "fraud-scorer", version: "1.4.0" },
    body: { kind: "validation", tool: "evaluator 3.2", producedAt: "2026-11-20T08:15:00Z", payload: { auc: 0.912 } },
  });
  const digest: EvidenceView["sha256"] = evidence.sha256;

  // @ts-expect-error A version belongs to a model.
  await portal.call("AddEvidence", { path: { model: "fraud-scorer" }, body: { kind: "validation" } });
  // @ts-expect-error No such operation.
  await portal.call("AddEvidenze", {});

  const stored = await portal.call(
    "StoreDecisions",
    { body: '{"decisionId":"d-1"}\n' },
    "application/x-ndjson",
  );
  // With the revision that was read, so that no one else's change is written over.
  await portal.call("PatchModelsByModel", { path: { model: "fraud-scorer" }, body: { purpose: "Scores card payments" } }, { ifMatch: '"3"', attempts: 2 });
  return digest.length === 64 && stored.accepted + stored.duplicates === 1;
}
