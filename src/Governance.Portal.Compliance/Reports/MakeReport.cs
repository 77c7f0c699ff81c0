using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Sealing;
using Governance.Reporting;
using Governance.Reporting.Rendering;
using Governance.Reporting.Signing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Reports;

/// <summary>
/// Makes a report that was asked for: gathers, lays out, prints, seals, stores, logs. A report that cannot be made whole is not made.
/// </summary>
public sealed partial class MakeReport(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ReportKinds kinds,
    ReportDocuments documents,
    ReportMaker maker,
    SealStore seals,
    ContentStore store,
    ReportWork work,
    DatabaseClock time,
    ILogger<MakeReport> logger
)
{
    private const int MostFailureLength = 2_000;
    private static readonly Actor s_job = Actor.OfJob("reports");
    private static readonly TimeSpan s_returnTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_leaseMargin = TimeSpan.FromMinutes(2);

    /// <summary>Takes the report that has waited longest, and makes it.</summary>
    /// <param name="most">Time for the whole job. A node that has not ended it some time later is gone, and the report waits again.</param>
    /// <param name="ct">Cancels; the report then waits again.</param>
    /// <returns>False when nothing waits.</returns>
    public async Task<bool> NextAsync(TimeSpan most, CancellationToken ct)
    {
        if (await FindAsync(ct) is not { } id)
        {
            return false;
        }

        var taken = await TakeAsync(id, most + s_leaseMargin, ct);
        if (!taken.IsDone)
        {
            return true; // another node was quicker; there may be more
        }

        var report = taken.Value;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(most);
        try
        {
            var made = await MakeAsync(report, bound.Token);
            await FinishAsync(report, made, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await ReturnAsync(report);
            throw;
        }
#pragma warning disable CA1031 // The requester is notified of any failure; the server's log has the details.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(e, report.Id.ToString());
            await FailAsync(report, Words(e, report.Id), ct);
        }
        finally
        {
            work.Leave(id);
        }

        return true;
    }

    /// <summary>The failure as the requester reads it. Paths, keys and stack traces are for the server's log.</summary>
    private static string Words(Exception e, ReportId id) =>
        e switch
        {
            ReportIncompleteException { Gaps.Count: > 0 } incomplete =>
                $"The report was not made. {string.Join(" ", incomplete.Gaps.Select(g => $"{g.Section}: {g.Reason}"))}",
            ReportDataException or ReportRenderingException => e.Message,
            ReportsUnavailableException => ReportRefusals.RendererMissing.Message,
            SealCertificateException or SigningKeyException =>
                $"The report was not made: the installation's seal cannot be used. An administrator finds the reason in the server's log under {id}.",
            OperationCanceledException => "The report was not made: it took longer than Reports__Timeout allows.",
            _ =>
                $"The report was not made: something failed on our side. An administrator finds the reason in the server's log under {id}.",
        };

    /// <summary>Frees reports that a stopped process left in the making; called when the only process that makes reports starts.</summary>
    public async Task FreeAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await db
            .Reports.Where(r => r.State == ReportState.Running)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.HeldUntil, (DateTimeOffset?)null), ct);
    }

    private async Task<ReportId?> FindAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = await time.NowAsync(db, ct);
        return await db
            .Reports.AsNoTracking()
            .Where(r => r.State == ReportState.Queued || (r.State == ReportState.Running && (r.HeldUntil == null || r.HeldUntil <= now)))
            .OrderBy(r => r.State)
            .ThenBy(r => r.Id)
            .Select(r => (ReportId?)r.Id)
            .FirstOrDefaultAsync(ct);
    }

    private Task<Result<Report>> TakeAsync(ReportId id, TimeSpan hold, CancellationToken ct) =>
        runner.RunAsync<Report>(
            s_job,
            new Attempt("report.started", id.ToString(), Permission.WriteReports),
            async (context, cancel) =>
            {
                var report = await context.Db.Reports.SingleAsync(r => r.Id == id, cancel);
                var now = await time.NowAsync(context.Db, cancel);
                if (!report.IsFree(now))
                {
                    return ReportRefusals.NotWaiting(report.State);
                }

                report.Start(now + hold);
                context.Append(new AuditEvent("report.started", id.ToString(), new JsonObject()));
                return report;
            },
            ct
        );

    private async Task<Made> MakeAsync(Report report, CancellationToken ct)
    {
        work.Enter(report.Id, "Gathering facts");
        var document = await documents.MakeAsync(report.Id.ToString(), await NameAsync(report.RequestedBy, ct), ct);
        var builder = kinds.Find(report.Kind);
        if (builder.Refusal is { } unknown)
        {
            throw new ReportDataException(unknown.Message);
        }

        var record = await builder.Value.BuildAsync(report.Subject, document, ct);
        if (report.Format == "pdf")
        {
            work.Enter(report.Id, "Printing and sealing");
            var made = await maker.MakePdfAsync(record, seals.Get(document.Installation), ReportCompleteness.Complete, ct);
            return new Made(made.Pdf, made.ManifestSha256, record);
        }

        // Layout checks that the record is consistent, so it runs for JSON too.
        work.Enter(report.Id, "Laying out");
        var html = await maker.MakeHtmlAsync(record, ReportCompleteness.Complete, ct);
        var manifest = record.Manifest().ToJson();
        return new Made(report.Format == "html" ? Encoding.UTF8.GetBytes(html) : record.Twin(), Sha256Hex.Of(manifest), record);
    }

    private async Task FinishAsync(Report asked, Made made, CancellationToken ct)
    {
        work.Enter(asked.Id, "Storing");
        var stored = await store.StoreAsync(made.Bytes, ct);
        var twin = await store.StoreAsync(made.Record.Twin(), ct);
        var outcome = await runner.RunAsync<Done>(
            s_job,
            new Attempt("report.made", asked.Id.ToString(), Permission.WriteReports),
            async (context, cancel) =>
            {
                var report = await context.Db.Reports.SingleAsync(r => r.Id == asked.Id, cancel);
                if (report.State is not ReportState.Running)
                {
                    return ReportRefusals.NotWaiting(report.State);
                }

                report.Finish(stored.Sha256, stored.SizeBytes, twin.Sha256, made.Record.MissingPoints, context.Now);
                context.Append(
                    new AuditEvent(
                        "report.made",
                        report.Id.ToString(),
                        new JsonObject
                        {
                            ["kind"] = report.Kind,
                            ["about"] = report.Subject,
                            ["format"] = report.Format,
                            ["requestedBy"] = report.RequestedBy,
                            ["sha256"] = stored.Sha256,
                            ["sizeBytes"] = stored.SizeBytes,
                            ["manifestSha256"] = made.ManifestSha256,
                            ["twinSha256"] = twin.Sha256,
                            ["missingPoints"] = made.Record.MissingPoints,
                            ["bundleDigest"] = made.Record.BundleDigest,
                        }
                    )
                    {
                        Covers = [ListReports.Subject],
                    },
                    index => report.LogIndex = index
                );
                return Done.Instance;
            },
            ct
        );
        if (outcome.Refusal is { } refusal)
        {
            LogNotRecorded(asked.Id.ToString(), refusal.Code);
        }
    }

    private Task<Result<Done>> FailAsync(Report asked, string why, CancellationToken ct) =>
        runner.RunAsync<Done>(
            s_job,
            new Attempt("report.failed", asked.Id.ToString(), Permission.WriteReports),
            async (context, cancel) =>
            {
                var report = await context.Db.Reports.SingleAsync(r => r.Id == asked.Id, cancel);
                if (report.State is not ReportState.Running)
                {
                    return ReportRefusals.NotWaiting(report.State);
                }

                report.Fail(why.Length <= MostFailureLength ? why : why[..MostFailureLength], context.Now);
                context.Append(
                    new AuditEvent(
                        "report.failed",
                        report.Id.ToString(),
                        new JsonObject { ["kind"] = report.Kind, ["about"] = report.Subject }
                    )
                    {
                        Covers = [ListReports.Subject],
                    },
                    index => report.LogIndex = index
                );
                return Done.Instance;
            },
            ct
        );

    // The node stops, and another makes the report. When even this cannot be written, the report counts as abandoned later.
    private async Task ReturnAsync(Report asked)
    {
        using var bound = new CancellationTokenSource(s_returnTimeout);
        var outcome = await runner.RunAsync<Done>(
            s_job,
            new Attempt("report.interrupted", asked.Id.ToString(), Permission.WriteReports),
            async (context, cancel) =>
            {
                var report = await context.Db.Reports.SingleAsync(r => r.Id == asked.Id, cancel);
                if (report.State is not ReportState.Running)
                {
                    return ReportRefusals.NotWaiting(report.State);
                }

                report.Wait();
                context.Append(new AuditEvent("report.interrupted", report.Id.ToString(), new JsonObject()));
                return Done.Instance;
            },
            bound.Token
        );
        if (outcome.Refusal is { } refusal)
        {
            LogNotRecorded(asked.Id.ToString(), refusal.Code);
        }
    }

    private async Task<string> NameAsync(string actor, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return (await ActorNames.LoadAsync(db, [actor], ct))[actor];
    }

    [LoggerMessage(1601, LogLevel.Error, "Report {Report} was not made")]
    private partial void LogFailed(Exception e, string report);

    [LoggerMessage(1602, LogLevel.Warning, "The outcome of report {Report} was not recorded: {Code}")]
    private partial void LogNotRecorded(string report, string code);

    private sealed record Made(byte[] Bytes, string ManifestSha256, ReportRecord Record);
}
