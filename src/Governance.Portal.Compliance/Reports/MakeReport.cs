using System.Linq.Expressions;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Sealing;
using Governance.Reporting;
using Governance.Reporting.Rendering;
using Governance.Reporting.Signing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

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
    WorkProgress<ReportId> progress,
    IOptions<ReportOptions> options,
    DatabaseClock time,
    ILogger<MakeReport> logger
) : WorkQueue<Report>(dbFactory, time)
{
    private const int MaxFailureLength = 2_000;
    private static readonly Actor s_job = Actor.OfJob("reports");
    private static readonly TimeSpan s_returnTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_leaseMargin = TimeSpan.FromMinutes(2);

    // Gathering and storing take their time beside printing, and printing may wait for its turn.
    private TimeSpan Most => options.Value.Timeout * 2;

    /// <inheritdoc/>
    protected override string Name => "reports";

    /// <inheritdoc/>
    protected override Expression<Func<Report, DateTimeOffset>>? DueSince => r => r.RequestedAt;

    /// <inheritdoc/>
    protected override IQueryable<Report> Due(GovernanceDbContext db, DateTimeOffset now) =>
        db
            .Reports.AsNoTracking()
            .Where(r => r.State == ReportState.Queued || (r.State == ReportState.Running && (r.HeldUntil == null || r.HeldUntil <= now)))
            .OrderBy(r => r.State)
            .ThenBy(r => r.Id);

    /// <inheritdoc/>
    protected override async Task<DateTimeOffset?> NextDueAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        // Few at a time, and soon made: as long as there is one, it is looked for.
        return await db.Reports.AnyAsync(r => r.State == ReportState.Queued || r.State == ReportState.Running, ct)
            ? DateTimeOffset.UnixEpoch
            : null;
    }

    /// <summary>People take turns, however many reports one of them has asked for; a key counts as the person who answers for it.</summary>
    protected override async Task<Report?> NextAsync(IQueryable<Report> due, GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var waiting = await due.Take(MaxLooked).ToListAsync(ct);
        if (waiting.Count < 2)
        {
            return Turns.Next(waiting, r => r.RequestedBy);
        }

        var owners = await db
            .ApiKeys.AsNoTracking()
            .Where(k => k.Owner != null)
            .Select(k => new { k.Id, Owner = k.Owner!.Value })
            .ToDictionaryAsync(k => Actor.OfKey(k.Id).Id, k => Actor.OfUser(k.Owner, null, null).Id, StringComparer.Ordinal, ct);
        return Turns.Next(waiting, r => owners.GetValueOrDefault(r.RequestedBy, r.RequestedBy));
    }

    /// <inheritdoc/>
    protected override void Claim(Report row, DateTimeOffset now) => row.Start(now + Most + s_leaseMargin);

    /// <inheritdoc/>
    protected override DateTimeOffset? HeldUntil(Report row) => row.HeldUntil;

    /// <summary>That a report is begun is a fact of the log.</summary>
    protected override async Task<bool> ClaimAsync(GovernanceDbContext db, Report row, DateTimeOffset now, CancellationToken ct)
    {
        var taken = await runner.RunAsync<Done>(
            s_job,
            new Attempt("report.started", row.Id.ToString(), Permission.WriteReports),
            async (context, cancel) =>
            {
                var report = await context.Db.Reports.SingleAsync(r => r.Id == row.Id, cancel);
                var begun = await Time.NowAsync(context.Db, cancel);
                if (!report.IsFree(begun))
                {
                    return ReportRefusals.NotWaiting(report.State);
                }

                Claim(report, begun);
                Claim(row, begun); // what this node knows of its claim
                context.Append(new AuditEvent("report.started", row.Id.ToString(), new JsonObject()));
                return Done.Instance;
            },
            ct
        );
        return taken.Refusal switch
        {
            null => true,
            { Kind: RefusalKind.Conflict } => false,
            var other => throw new InvalidOperationException($"{row.Id} cannot be started: {other.Message}"),
        };
    }

    /// <inheritdoc/>
    protected override async Task WorkAsync(Report row, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(Most);
        var made = await MakeAsync(row, bound.Token);
        await FinishAsync(row, made, ct);
    }

    /// <summary>The requester is notified of any failure; the server's log has the details.</summary>
    protected override Task FailAsync(Report row, Exception problem, CancellationToken ct)
    {
        LogFailed(problem, row.Id.ToString());
        return EndAsync(
            row,
            "report.failed",
            (report, context) =>
            {
                report.Fail(WholeText.Beginning(Words(problem, row.Id), MaxFailureLength), context.Now);
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
            },
            ct
        );
    }

    /// <inheritdoc/>
    protected override async Task<bool> SetAsideAsync(Report row, WorkSetAsideException why, CancellationToken ct)
    {
        await FailAsync(row, why, ct);
        return true;
    }

    /// <summary>Another node makes it. When even this cannot be written, the report counts as abandoned later.</summary>
    protected override async Task ReturnAsync(Report row)
    {
        using var bound = new CancellationTokenSource(s_returnTimeout);
        await EndAsync(
            row,
            "report.interrupted",
            (report, context) =>
            {
                report.Wait();
                context.Append(new AuditEvent("report.interrupted", report.Id.ToString(), new JsonObject()));
            },
            bound.Token
        );
    }

    /// <inheritdoc/>
    protected override void Leave(Report row) => progress.Leave(row.Id);

    /// <summary>The failure as the requester reads it. Paths, keys and stack traces are for the server's log.</summary>
    private static string Words(Exception e, ReportId id) =>
        e switch
        {
            ReportIncompleteException { Gaps.Count: > 0 } incomplete =>
                $"The report was not created. {string.Join(" ", incomplete.Gaps.Select(g => $"{g.Section}: {g.Reason}"))}",
            ReportDataException or ReportRenderingException or WorkSetAsideException => e.Message,
            ReportsUnavailableException => ReportRefusals.RendererMissing.Message,
            SealCertificateException or SigningKeyException =>
                "The report was not created: the installation's seal cannot be used. An administrator can find "
                    + $"the reason in the server's log under {id}.",
            OperationCanceledException => "The report was not created: it took longer than Reports__Timeout allows.",
            _ => "The report was not created: something failed on our side. An administrator can find the "
                + $"reason in the server's log under {id}.",
        };

    /// <summary>An entry about a report in English does not name its language, as those did that are older than the choice.</summary>
    internal static void AddLanguage(JsonObject fact, Report report)
    {
        if (report.Language != Languages.Source)
        {
            fact["language"] = report.Language;
        }
    }

    /// <summary>Frees reports that a stopped process left in the making; called when the only process that makes reports starts.</summary>
    public async Task FreeAsync(CancellationToken ct)
    {
        await using var db = await Databases.CreateDbContextAsync(ct);
        await db
            .Reports.Where(r => r.State == ReportState.Running)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.HeldUntil, (DateTimeOffset?)null), ct);
    }

    private async Task<Made> MakeAsync(Report report, CancellationToken ct)
    {
        progress.Enter(report.Id, "Gathering facts");
        var document = await documents.MakeAsync(report.Id.ToString(), await NameAsync(report.RequestedBy, ct), report.Language, ct);
        var builder = kinds.Find(report.Kind);
        if (builder.Refusal is { } unknown)
        {
            throw new ReportDataException(unknown.Message);
        }

        // Records are facts and hold the texts of the source; the layout puts them into the language of the document.
        using var english = Languages.Use(Languages.Source);
        var record = await builder.Value.BuildAsync(report.Subject, document, ct);
        if (report.Format == "pdf")
        {
            progress.Enter(report.Id, "Rendering and sealing");
            OpenTransaction.EnsureNone("the PDF renderer");
            var made = await maker.MakePdfAsync(record, seals.Get(document.Installation), ReportCompleteness.Complete, ct);
            return new Made(made.Pdf, made.ManifestSha256, record);
        }

        // Layout checks that the record is consistent, so it runs for JSON too.
        progress.Enter(report.Id, "Laying out");
        var html = await maker.MakeHtmlAsync(record, ReportCompleteness.Complete, ct);
        var manifest = record.Manifest().ToJson();
        return new Made(report.Format == "html" ? Encoding.UTF8.GetBytes(html) : record.Twin(), Sha256Hex.Of(manifest), record);
    }

    private async Task FinishAsync(Report asked, Made made, CancellationToken ct)
    {
        progress.Enter(asked.Id, "Storing");
        var stored = await store.StoreAsync(made.Bytes, ct);
        using var english = Languages.Use(Languages.Source);
        var twin = await store.StoreAsync(made.Record.Twin(), ct);
        await EndAsync(
            asked,
            "report.made",
            (report, context) =>
            {
                report.Finish(stored.Sha256, stored.SizeBytes, twin.Sha256, made.Record.MissingPoints, context.Now);
                var fact = new JsonObject
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
                };
                AddLanguage(fact, report);
                context.Append(
                    new AuditEvent("report.made", report.Id.ToString(), fact) { Covers = [ListReports.Subject] },
                    index => report.LogIndex = index
                );
            },
            ct
        );
    }

    private async Task EndAsync(Report asked, string action, Action<Report, ActionContext> change, CancellationToken ct)
    {
        var outcome = await runner.RunAsync<Done>(
            s_job,
            new Attempt(action, asked.Id.ToString(), Permission.WriteReports),
            async (context, cancel) =>
            {
                var report = await HeldAsync(context.Db, asked, cancel);
                if (report.State is not ReportState.Running)
                {
                    return ReportRefusals.NotWaiting(report.State);
                }

                change(report, context);
                return Done.Instance;
            },
            ct
        );
        if (outcome.Refusal is { } refusal)
        {
            LogNotRecorded(asked.Id.ToString(), refusal.Code);
        }
    }

    private async Task<string> NameAsync(string actor, CancellationToken ct)
    {
        await using var db = await Databases.CreateDbContextAsync(ct);
        return (await ActorNames.LoadAsync(db, [actor], ct))[actor];
    }

    [LoggerMessage(1601, LogLevel.Error, "Report {Report} was not created")]
    private partial void LogFailed(Exception e, string report);

    [LoggerMessage(1602, LogLevel.Warning, "The outcome of report {Report} was not recorded: {Code}")]
    private partial void LogNotRecorded(string report, string code);

    private sealed record Made(byte[] Bytes, string ManifestSha256, ReportRecord Record);
}
