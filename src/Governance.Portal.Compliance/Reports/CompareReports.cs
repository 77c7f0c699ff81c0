using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Portal.Compliance.Documents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Reports;

/// <summary>One difference between two reports.</summary>
/// <param name="At">Where: a point of a document, or the claim.</param>
/// <param name="What">What of it: state, text, a value with its record.</param>
/// <param name="Before">As it was; null when it is new.</param>
/// <param name="After">As it is; null when it is gone.</param>
public sealed record ReportChange(string At, string What, string? Before, string? After);

/// <summary>What changed between two reports of the same kind about the same subject.</summary>
/// <param name="Report">The later one.</param>
/// <param name="Since">The earlier one; null when there is none.</param>
/// <param name="Changes">The differences, in the order of the report.</param>
public sealed record ReportChanges(ReportId Report, ReportId? Since, IReadOnlyList<ReportChange> Changes);

/// <summary>Compares a report with an earlier one by their machine-readable forms, as they were stored when they were made.</summary>
public sealed class CompareReports(IDbContextFactory<GovernanceDbContext> dbFactory, ContentStore store, ReportRights rights)
{
    /// <summary>Compares with the last one before it, or with a named one.</summary>
    public async Task<Result<ReportChanges>> RunAsync(Actor actor, ReportId id, string? since, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.Reports.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } report)
        {
            return ReportRefusals.NotFound;
        }

        if (await rights.RefusesAsync(actor, report.Kind, ct) is { } forbidden)
        {
            return forbidden;
        }

        if (report.State is not ReportState.Ready)
        {
            return ReportRefusals.NotReady(report.State);
        }

        var (refusal, earlier) = await EarlierAsync(db, report, since, ct);
        if (refusal is not null)
        {
            return refusal;
        }

        if (earlier is not { } before)
        {
            return new ReportChanges(id, null, []);
        }

        if (
            report.TwinSha256 is not { } newer
            || before.TwinSha256 is not { } older
            || await ReadTwin.RunAsync(store, newer, ct) is not { } now
            || await ReadTwin.RunAsync(store, older, ct) is not { } then
        )
        {
            return ReportRefusals.NotComparable($"The stored form of one of the two reports is missing or was altered.");
        }

        return new ReportChanges(id, before.Id, Differences(TwinFacts.Of(then), TwinFacts.Of(now)));
    }

    private static async Task<(Refusal? Refusal, Report? Report)> EarlierAsync(
        GovernanceDbContext db,
        Report report,
        string? since,
        CancellationToken ct
    )
    {
        var like = db
            .Reports.AsNoTracking()
            .Where(r => r.Kind == report.Kind && r.Subject == report.Subject && r.State == ReportState.Ready);
        if (since is null)
        {
            var number = report.Id.Number;
            return (null, await like.Where(r => (int)(object)r.Id < number).OrderByDescending(r => r.Id).FirstOrDefaultAsync(ct));
        }

        return DisplayId.TryParse<ReportId>(since, out var named) && await like.SingleOrDefaultAsync(r => r.Id == named, ct) is { } found
            ? (null, found)
            : (ReportRefusals.NotComparable($"Name a finished report of the same kind about the same subject."), null);
    }

    private static List<ReportChange> Differences(IReadOnlyList<TwinFact> then, IReadOnlyList<TwinFact> now)
    {
        var before = then.GroupBy(f => (f.At, f.What)).ToDictionary(g => g.Key, g => string.Join("; ", g.Select(f => f.Value)));
        var after = now.GroupBy(f => (f.At, f.What)).ToDictionary(g => g.Key, g => string.Join("; ", g.Select(f => f.Value)));
        return
        [
            .. after
                .Where(f => before.GetValueOrDefault(f.Key) != f.Value)
                .Select(f => new ReportChange(f.Key.At, f.Key.What, before.GetValueOrDefault(f.Key), f.Value)),
            .. before.Where(f => !after.ContainsKey(f.Key)).Select(f => new ReportChange(f.Key.At, f.Key.What, f.Value, null)),
        ];
    }
}
