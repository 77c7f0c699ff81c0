using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>Every place of the portal where something waits for its turn is known, with what bounds it.</summary>
public sealed partial class WaitsTests
{
    // Where calls wait, and what ends it. docs/operations.md, "Where calls wait", says the same to those who run the portal.
    private static readonly Dictionary<string, string> s_bounds = new(StringComparer.Ordinal)
    {
        ["src/Governance.Data/Sqlite/SqliteWriteQueue.cs"] = "a caller's action 12 s (ActionRunner); all callers by Limits__CallsAtOnce",
        ["src/Governance.Portal.Administration/Audit/CheckpointSigner.cs"] = "one signs at a time; no caller waits",
        ["src/Governance.Portal.Administration/Integrations/DestinationSender.cs"] = "Integrations__MaxWaiting; no caller waits",
        ["src/Governance.Portal.Administration/Overview/Dashboards/DashboardExport.cs"] = "a lane: one and one waiting of a person",
        ["src/Governance.Portal.Approvals/AgentCalls/GroupedCalls.cs"] = "as many as AgentCalls__MaxWaiting, for AgentCalls__AnswerSeconds",
        ["src/Governance.Portal.Kernel/Api/CallerRates.cs"] = "no one waits: 429",
        ["src/Governance.Portal.Kernel/Api/OpenApi/ApiDocument.cs"] = "the document is made once; Limits__CallsAtOnce",
        ["src/Governance.Portal.Kernel/Identity/Lane.cs"] = "the lanes of passwords: 256 and 64 places, 15 s",
        ["src/Governance.Portal.Kernel/Identity/SingleSignOn/ProviderDirectory.cs"] = "one asks the provider: Outbound__TimeoutSeconds",
        ["src/Governance.Portal.Kernel/Identity/SingleSignOn/ProviderKeys.cs"] = "one asks the provider: Outbound__TimeoutSeconds",
        ["src/Governance.Portal.Kernel/Jobs/PeriodicJob.cs"] = "one place for each round; no caller waits",
        ["src/Governance.Portal.Kernel/Nodes/NodeMessages.cs"] = "1,000 messages, the oldest is left out; no caller waits",
        ["src/Governance.Portal.Kernel/Storage/S3/S3Upload.cs"] = "parts in memory; an upload is as slow as its line",
        ["src/Governance.Portal.Models/Lineage/AnchoredLineage.cs"] = "one compares, others take its answer; Limits__CallsAtOnce",
        ["src/Governance.Portal.Models/Lineage/StoreLineage.cs"] = "one batch at a time; Limits__CallsAtOnce",
        ["src/Governance.Portal.Operations/Monitoring/Sources/Warehouses/IssuedToken.cs"] = "one asks for a token; no caller waits",
        ["src/Governance.Portal.Operations/Monitoring/WindowAnalysis.cs"] = "Limits__WaitingTables, and two minutes",
        ["src/Governance.Portal.Operations/Risks/Files/ImportLane.cs"] = "a lane of eight, two of a person",
        ["src/Governance.Portal/Hosting/Health.cs"] = "one measures, others take its answer",
        ["src/Governance.Reporting.Sealing/Keys/Pkcs11Key.cs"] = "Seal__SignerSeconds, Audit__SignerSeconds",
        ["src/Governance.Reporting/Rendering/ChromiumRenderer.cs"] =
            "as many as Reports__MaxConcurrent, for Reports__Timeout; exports have a lane before it",
    };

    [Fact]
    public void PlacesWhereSomethingWaits_AreThoseThatAreKnownToBeBounded()
    {
        var found = Repository
            .Sources.Where(f => !f.StartsWith("src/Governance.Cli/", StringComparison.Ordinal))
            .Where(f => Waits().IsMatch(Repository.Read(f)))
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.Equal(s_bounds.Keys.Order(StringComparer.Ordinal), found);
    }

    [GeneratedRegex(
        @"new SemaphoreSlim|SemaphoreSlim \w+ = new|new Lane\(|Lane \w+ = new\(|Lane \w+ \{ get; \} = new"
            + @"|\bChannel\.Create|TokenBucketRateLimiter|BlockingCollection<",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Waits();
}
