using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit;

/// <summary>Compares every stored record with the log, keeps the outcome, and lets the log say once what was found.</summary>
public sealed partial class RecordSelfCheck(
    RecordSweep sweep,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    LogHealth health,
    TimeProvider clock,
    ILogger<RecordSelfCheck> logger
)
{
    private const string Action = "records.altered";
    private const int Named = 100; // of an entry; the server's log has all

    /// <summary>Compares everything.</summary>
    public async Task<RecordSweepResult> RunAsync(CancellationToken ct)
    {
        var result = await sweep.RunAsync(ct);
        health.Records = result.Findings.Count == 0 ? null : result.Findings[0].Sentence;
        if (result.Findings.Count == 0)
        {
            LogWhole(result.Records);
            return result;
        }

        foreach (var finding in result.Findings)
        {
            LogAltered(finding.Sentence);
        }

        if (result.More > 0)
        {
            LogMore(result.More);
        }

        if (health.Sentence is null)
        {
            await AppendAsync(result, ct);
        }

        return result;
    }

    // Once a finding: what was found before is known by its digest.
    private async Task AppendAsync(RecordSweepResult result, CancellationToken ct)
    {
        var findings = result.Findings;
        var digest = Sha256Hex.Of(
            Encoding.UTF8.GetBytes(string.Join('\n', findings.Select(f => f.Sentence).Order(StringComparer.Ordinal)))
        );
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var last = await db
            .AuditEntries.AsNoTracking()
            .Where(e => e.Action == Action && !e.Refused)
            .OrderByDescending(e => e.Index)
            .Select(e => e.Leaf)
            .FirstOrDefaultAsync(ct);
        if (last is not null && LoggedEvent.Parse(last).Text("findingsSha256") == digest)
        {
            return;
        }

        var altered = new JsonArray([.. findings.Take(Named).Select(f => new JsonObject { ["table"] = f.Table, ["key"] = f.Key })]);
        var data = new JsonObject
        {
            ["findings"] = findings.Count,
            ["findingsSha256"] = digest,
            ["altered"] = altered,
        };
        if (result.More > 0)
        {
            data["more"] = result.More;
        }

        db.Append(new AuditEvent(Action, "records", data), Actor.OfJob("records"), clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
    }

    [LoggerMessage(1560, LogLevel.Information, "The stored records are what the log states: {Records} compared")]
    private partial void LogWhole(long records);

    [LoggerMessage(1514, LogLevel.Critical, "Besides these, {More} stored records do not match the log; governance db check names all")]
    private partial void LogMore(long more);

    [LoggerMessage(1512, LogLevel.Critical, "A stored record is not what the log states: {Sentence}")]
    private partial void LogAltered(string sentence);
}

/// <summary>
/// Compares the stored records with the log after the start and from time to time, as often as the log itself is verified.
/// </summary>
internal sealed partial class RecordSelfCheckJob(
    RecordSelfCheck check,
    IOptions<AuditOptions> options,
    TimeProvider clock,
    ILogger<RecordSelfCheckJob> logger
) : PeriodicJob(TimeSpan.FromMinutes(options.Value.SelfCheckMinutes), clock, atOnce: true)
{
    public override Task RunAsync(CancellationToken ct) => check.RunAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1513, LogLevel.Error, "The stored records could not be compared with the log; the next comparison is due as usual")]
    private partial void LogFailed(Exception e);
}

/// <summary>Every stored record is what the log states of it, and there is none more and none less.</summary>
internal sealed class RecordSealsCheck(RecordSweep sweep) : IInstallationCheck
{
    public string Subject => "every stored record against the log";

    public int Rank => -1;

    public async IAsyncEnumerable<string> FindAsync([EnumeratorCancellation] CancellationToken ct)
    {
        // All of them: a change that means nothing must not hide the one that does.
        foreach (var finding in (await sweep.RunAsync(int.MaxValue, ct)).Findings)
        {
            yield return finding.Sentence;
        }
    }
}
