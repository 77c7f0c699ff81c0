using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>A time-out inside a job looks like a cancellation: only the host's own token may end a loop.</summary>
public sealed partial class BackgroundJobTests
{
    [Fact]
    public void Loops_OfJobs_EndByTheHostsTokenAlone()
    {
        var wrong = Repository.Sources.Where(file =>
            Repository.Flat(file) is var text
            && text.Contains("stoppingToken", StringComparison.Ordinal)
            && TakesTimeOutForShutdown().IsMatch(text)
        );

        Assert.Empty(wrong);
    }

    [Fact]
    public void Loops_OfJobs_AreTheOneOfPeriodicJob()
    {
        var found = Repository.Sources.Where(file => MakesItsOwnLoop().IsMatch(Repository.Flat(file)));

        Assert.Equal(["src/Governance.Portal.Kernel/Jobs/PeriodicJob.cs"], found);
    }

    [Fact]
    public void Rows_OfQueues_AreClaimedByTheOneWorkQueue()
    {
        string[] known =
        [
            "src/Governance.Portal.Administration/Audit/Anchors/PushAnchors.cs", // the entry of an hour, once for all nodes
            "src/Governance.Portal.Approvals/Approvals/SignOffDrafts.cs", // a passkey's answer that is used up once
            "src/Governance.Portal.Kernel/Identity/ReauthenticationService.cs", // a proof that is used up once
            "src/Governance.Portal.Kernel/Jobs/WorkQueue.cs",
            "src/Governance.Portal.Operations/Decisions/Reviews/ReadLabels.cs", // a piece of labels that another node stored meanwhile
        ];
        var found = Repository.Sources.Where(file =>
            Repository.IsOfPortal(file) && Repository.Flat(file).Contains("catch (DbUpdateConcurrencyException", StringComparison.Ordinal)
        );

        Assert.Equal(known, found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Work_ThatLeavesItsPageOrRequest_SaysForWhomItReads()
    {
        string[] within =
        [
            "src/Governance.Portal.Operations/Decisions/Intake/IntakeBatch.cs", // reads the body of the request that waits for it
            "src/Governance.Portal.Operations/Decisions/Streams/Kafka/BlockingCalls.cs", // reads from brokers, and nothing of the portal
        ];
        var silent = Repository.Sources.Where(file =>
            Repository.IsOfPortal(file)
            && Repository.Flat(file) is var text
            && LeavesItsThread().IsMatch(text)
            && !text.Contains(".As(", StringComparison.Ordinal)
            && !text.Contains(".AsHost()", StringComparison.Ordinal)
        );

        Assert.Equal(within, silent);
    }

    [GeneratedRegex(@"Task\.Run\(|Task\.Factory\.StartNew\(|ThreadPool\.|new Thread\(", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LeavesItsThread();

    [GeneratedRegex(@": BackgroundService\b|ExecuteAsync\(CancellationToken", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MakesItsOwnLoop();

    [GeneratedRegex(@"when \(\w+ is not OperationCanceledException\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TakesTimeOutForShutdown();
}
