using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Facts;

/// <summary>The chain of custody of a promotion, read from the log itself.</summary>
public static class PromotionHistory
{
    /// <summary>Every entry about the promotion, its gate runs, deployments and emergency overrides, oldest first.</summary>
    public static async Task<IReadOnlyList<AuditEntry>> LoadAsync(GovernanceDbContext db, PromotionId id, CancellationToken ct) =>
        [.. (await LoadAsync(db, [id], ct))[id]];

    /// <summary>The same for several promotions: as many statements for a page of them as for one.</summary>
    public static async Task<ILookup<PromotionId, AuditEntry>> LoadAsync(
        GovernanceDbContext db,
        List<PromotionId> ids,
        CancellationToken ct
    )
    {
        var runs = await db
            .GateRuns.Where(r => r.Promotion != null && ids.Contains(r.Promotion.Value))
            .Select(r => new { r.Id, Promotion = r.Promotion!.Value })
            .ToListAsync(ct);
        var deployments = await db.Deployments.Where(d => ids.Contains(d.Promotion)).Select(d => new { d.Id, d.Promotion }).ToListAsync(ct);
        var overrides = await db
            .Overrides.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(o => ids.Contains(o.Promotion))
            .Select(o => new { o.Id, o.Promotion })
            .ToListAsync(ct);
        var promotions = ids.Select(id => (Subject: id.ToString(), Promotion: id))
            .Concat(runs.Select(r => (r.Id.ToString(), r.Promotion)))
            .Concat(deployments.Select(d => (d.Id.ToString(), d.Promotion)))
            .Concat(overrides.Select(o => (o.Id.ToString(), o.Promotion)))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);
        var subjects = promotions.Keys.ToList();
        // One parameter: a page of promotions names thousands of subjects.
        var entries = await db
            .AuditEntries.AsNoTracking()
            .Where(e => EF.Parameter(subjects).Contains(e.Subject))
            .OrderBy(e => e.Index)
            .ToListAsync(ct);
        return entries.ToLookup(e => promotions[e.Subject]);
    }

    /// <summary>One entry as a step.</summary>
    public static HistoryView View(AuditEntry entry, ActorNames names)
    {
        var data = JsonNode.Parse(entry.Leaf)?["data"] as JsonObject ?? [];
        var detail = entry.Refused ? Refused(data) : Detail(entry, data);
        return new HistoryView(entry.Time, entry.Actor, entry.Action, detail, entry.Index)
        {
            ActorName = names[entry.Actor],
            Refused = entry.Refused,
            Said = entry.Refused ? detail : Said(entry, data) ?? detail,
        };
    }

    // Gates and signers are said to have decided, "passed" and "approved", and not what the decision is called.
    private static string? Said(AuditEntry entry, JsonObject data) =>
        entry.Action switch
        {
            "gate.evaluated" => $"{entry.Subject}: {Evaluated(Text(data, "gateOutcome"))}",
            "promotion.signed" => Signed(data, T[Decided(Text(data, "decision"))]),
            _ => null,
        };

    private static string Evaluated(string gate) =>
        gate switch
        {
            "pass" => T["passed"],
            "warn" => T["passed with warnings"],
            "fail" => T.Sense("failed", "a gate"),
            "error" => T["could not be evaluated"],
            _ => gate,
        };

    private static string Decided(string decision) =>
        WireName.TryParse<SignOffDecision>(decision, out var known)
            ? known switch
            {
                SignOffDecision.Approve => "approved",
                SignOffDecision.ApproveWithCondition => "approved with a condition",
                SignOffDecision.RequestChanges => "changes requested",
                SignOffDecision.Reject => "rejected",
            }
            : decision;

    private static string Detail(AuditEntry entry, JsonObject data) =>
        entry.Action switch
        {
            "promotion.requested" => WireName.TryParse<Stage>(Text(data, "from"), out var from)
            && WireName.TryParse<Stage>(Text(data, "to"), out var to)
                ? PromotionLabels.Way(from, to)
                : "",
            "gate.evaluated" => $"{entry.Subject}: {Outcome(Text(data, "gateOutcome"))}",
            "promotion.signed" => Signed(data, T[Text(data, "decision").Replace('-', ' ')]),
            "promotion.revoked" => T["{0}: signature revoked", T[Slot(data)]],
            "promotion.voided" => T["{0} changed; {1} void", T[Member(Text(data, "member"))], Count(data)],
            "promotion.rebound" => T["{0} changed", T[Member(Text(data, "member"))]],
            "deployment.made" or "deployment.rolled-back" => Text(data, "override") is { Length: > 0 } emergency
                ? T["{0}, under emergency override {1}", entry.Subject, emergency]
                : entry.Subject,
            "override.requested" or "override.granted" => T[
                "{0}, to deploy {1} to {2}",
                entry.Subject,
                Text(data, "version"),
                T[Text(data, "stage")]
            ],
            "override.used" => $"{entry.Subject}: {Text(data, "deployment")}",
            "override.ended" => $"{entry.Subject}: {T[Because(Text(data, "because"))]}",
            "override.expired" or "override.reviewed" => entry.Subject,
            _ => "",
        };

    private static string Signed(JsonObject data, string decision) =>
        $"{T[Slot(data)]}: {decision}"
        + (Text(data, "delegation") is { Length: > 0 } delegation ? $", {T["by {0}", delegation]}" : "")
        + (
            data["soonAfterReset"] is JsonValue v && v.GetValueKind() is JsonValueKind.True
                ? T[", within 24 hours of a password reset"]
                : ""
        );

    private static string Outcome(string gate) => T[gate == "warn" ? "pass with warnings" : gate];

    // Repeats within a minute are one entry with their count.
    private static string Refused(JsonObject data) =>
        data["count"] is JsonValue value && value.TryGetValue<int>(out var count) && count > 1
            ? T["Refused: {0}, {1} times", Text(data, "code"), count]
            : T["Refused: {0}", Text(data, "code")];

    /// <summary>Why an emergency override ended, in words.</summary>
    public static string Because(string end) => WireName.TryParse<OverrideEnd>(end, out var why) ? Because(why) : "";

    /// <summary>Why an emergency override ended, in words.</summary>
    public static string Because(OverrideEnd end) =>
        end switch
        {
            OverrideEnd.Expired => "its time had run out",
            OverrideEnd.Lapsed => "it was not confirmed in time",
            OverrideEnd.Approved => "the promotion was approved",
            OverrideEnd.Closed => "the promotion was closed",
            OverrideEnd.Changed => "the evidence bundle changed",
            OverrideEnd.StoodDown => "it was ended early",
        };

    /// <summary>A bundle member in words.</summary>
    public static string Member(string member) =>
        member switch
        {
            "artifact" => "The artifact",
            "versionSha256" => "The version",
            "evidence" => "The evidence",
            "policies" => "The policies",
            "modelCardSha256" => "The model card",
            "systemCardSha256" => "The system card",
            "productionVersion" => "The version in production",
            "waivers" => "The waivers",
            "risks" => "The risks",
            "monitoring" => "The monitoring results",
            "monitoring.drift" => "The measured drift",
            "monitoring.quality" => "The measured data quality",
            "monitoring.performance" => "The measured performance",
            "monitoring.data" => "The arrival of data",
            "monitoring.alerts" => "The open alerts",
            "oversight" => "Who oversees the system",
            "reference" => "The reference of the measurements",
            "from" or "to" => "The stage",
            "gateRun" => "The gate run",
            "parties" => "The list of people who made the version or unblocked its gate",
            "noRollback" => "The plan that says why no rollback is possible",
            "experiment" => "The plan of the experiment",
            "makersMaySign" => "The rule on signing by those who made the version",
            _ => "The request",
        };

    private static string Count(JsonObject data) =>
        data["signOffs"] is JsonArray { Count: 1 } ? T["1 signature"] : T["{0} signatures", (data["signOffs"] as JsonArray)?.Count ?? 0];

    private static string Slot(JsonObject data) =>
        WireName.TryParse<SignOffRole>(Text(data, "role"), out var role) ? SignOffMeaning.Slot(role) : "";

    private static string Text(JsonObject data, string member) =>
        data[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
