using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Domain.Reports;
using Governance.Localisation;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Sealing;
using Governance.Reporting;
using Governance.Reporting.Dashboards;
using Governance.Reporting.Rendering;
using Governance.Transparency;
using Microsoft.Extensions.Options;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Overview.Dashboards;

/// <summary>A dashboard as a file.</summary>
/// <param name="Bytes">What is in it.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Name">Its name.</param>
public sealed record DashboardFile(byte[] Bytes, string MediaType, string Name);

/// <summary>
/// Makes files of dashboards: comma-separated values, a picture, or a sealed PDF. What leaves the portal so is an entry of the log.
/// </summary>
public sealed partial class DashboardExport(
    ReadDashboard read,
    ActionRunner runner,
    ReportMaker maker,
    ReportDocuments documents,
    SealStore seals,
    IPdfRenderer renderer,
    IOptions<KpisOptions> targets,
    IOptions<NotificationsOptions> addresses,
    ILogger<DashboardExport> logger
) : IDisposable
{
    private const int OfAll = 1_000;
    private const int WaitingOfOne = 2;

    private static readonly Refusal s_tooMany = new(
        "dashboard.too-many-exports",
        $"You already have one dashboard being exported and two waiting. Nothing was exported. Try again when one of them is ready.",
        RefusalKind.TooMany
    )
    {
        RetryAfter = TimeSpan.FromSeconds(10),
    };

    private readonly Lane _lane = new(OfAll, OfAll, 1, WaitingOfOne);

    /// <inheritdoc/>
    public void Dispose() => _lane.Dispose();

    /// <summary>What a dashboard can be had as.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["csv", "png", "pdf"];

    /// <summary>True when pictures and PDFs can be made here.</summary>
    public bool CanDraw => renderer.Availability.IsAvailable;

    /// <summary>Makes a file of a dashboard, and an entry of the log.</summary>
    /// <param name="actor">Who asks: the file holds what they may see.</param>
    /// <param name="view">Which.</param>
    /// <param name="scope">Period and models.</param>
    /// <param name="format"><c>csv</c>, <c>png</c> or <c>pdf</c>.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<DashboardFile>> RunAsync(Actor actor, DashboardView view, KpiScope scope, string? format, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(scope);
        if (format is null || !Formats.Contains(format, StringComparer.Ordinal))
        {
            return Refusal.Field("dashboard.format", "format", $"Valid export formats: {string.Join(", ", Formats)}.");
        }

        // Printing is one of few places that all share: nobody has more than one of them, and two exports waiting.
        using var turn = format == "csv" ? null : await _lane.EnterAsync(actor.Person, ct);
        if (turn is null && format != "csv")
        {
            return s_tooMany;
        }

        var dashboard = await read.RunAsync(actor, view, scope, ct);
        if (dashboard.Refusal is { } refusal)
        {
            return refusal;
        }

        var file = await MakeAsync(dashboard.Value, format, T["an export of {0}", actor.User?.ToString() ?? actor.Id], ct);
        if (file.Refusal is { } failed)
        {
            return failed;
        }

        var logged = await runner.RunAsync<Done>(
            actor,
            new Attempt("dashboard.exported", WireName.Of(view), Permission.ReadOverview),
            (context, _) =>
            {
                context.Append(Fact(dashboard.Value, format, file.Value, WireName.Of(view)));
                return Task.FromResult<Result<Done>>(Done.Instance);
            },
            ct
        );
        return logged.Refusal is { } unlogged ? unlogged : file;
    }

    /// <summary>Makes the file in the language in force, without an entry.</summary>
    public async Task<Result<DashboardFile>> MakeAsync(Dashboard dashboard, string format, string madeBy, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(dashboard);
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"dashboard-{WireName.Of(dashboard.View)}-{dashboard.Scope.Period.To.UtcDateTime:yyyy-MM-dd}.{format}"
        );
        if (format == "csv")
        {
            return new DashboardFile(DashboardCsv.Write(dashboard, addresses.Value.Absolute), DashboardCsv.MediaType, name);
        }

        if (!renderer.Availability.IsAvailable)
        {
            return ReportRefusals.RendererMissing;
        }

        try
        {
            OpenTransaction.EnsureNone("the PDF renderer");
            var record = await RecordAsync(dashboard, madeBy, ct);
            return format == "png"
                ? new DashboardFile(await maker.MakePictureAsync(record, ct), "image/png", name)
                : new DashboardFile(
                    (await maker.MakePdfAsync(record, seals.Get(record.Document.Installation), ReportCompleteness.Complete, ct)).Pdf,
                    "application/pdf",
                    name
                );
        }
        catch (ReportsUnavailableException e)
        {
            LogFailed(e, name);
            return ReportRefusals.RendererMissing;
        }
        catch (ReportRenderingException e)
        {
            LogFailed(e, name);
            return new Refusal("dashboard.not-drawn", $"The dashboard could not be rendered: {e.Message}", RefusalKind.Unavailable);
        }
    }

    /// <summary>The entry of the log about a file.</summary>
    public static AuditEvent Fact(Dashboard dashboard, string format, DashboardFile file, string subject)
    {
        ArgumentNullException.ThrowIfNull(dashboard);
        ArgumentNullException.ThrowIfNull(file);
        return new AuditEvent(
            "dashboard.exported",
            subject,
            new JsonObject
            {
                ["view"] = WireName.Of(dashboard.View),
                ["format"] = format,
                ["days"] = dashboard.Scope.Days,
                ["model"] = dashboard.Scope.Model,
                ["system"] = dashboard.Scope.System,
                ["owner"] = dashboard.Scope.Owner,
                ["sha256"] = Sha256Hex.Of(file.Bytes),
            }
        );
    }

    /// <summary>Path of a dashboard on the overview.</summary>
    public static string PathOf(Dashboard dashboard)
    {
        ArgumentNullException.ThrowIfNull(dashboard);
        return dashboard.Scope.Href("/", ("scope", WireName.Of(dashboard.View)));
    }

    /// <summary>The dashboard in words of the language in force, as files and mails hold it.</summary>
    public IReadOnlyList<DashboardItem> Items(Dashboard dashboard)
    {
        ArgumentNullException.ThrowIfNull(dashboard);
        return
        [
            .. dashboard.Figures.Select(f =>
            {
                var definition = KpiDefinition.Of(f.Id);
                return new DashboardItem(
                    T.Word(definition.Name),
                    KpiLabels.Value(f) is { } value ? $"{value} {KpiLabels.Unit(f)}".Trim() : null,
                    T.Recorded(f.Missing),
                    KpiLabels.Change(f),
                    KpiLabels.Better(f),
                    KpiLabels.Note(f, targets.Value.TargetOf(f.Id), dashboard.Scope.Days),
                    f.Trend,
                    T.Word(definition.Formula),
                    T.Word(definition.Source),
                    addresses.Value.Absolute(KpiLabels.Href(f.Id, dashboard.Scope))
                )
                {
                    Counted = f.Counted,
                };
            }),
        ];
    }

    private async Task<DashboardRecord> RecordAsync(Dashboard dashboard, string madeBy, CancellationToken ct)
    {
        var view = WireName.Of(dashboard.View);
        return new DashboardRecord
        {
            Document = await documents.MakeAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"dashboard-{view}-{dashboard.Scope.Period.To.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}"
                ),
                madeBy,
                Languages.Current,
                ct
            ),
            View = view,
            ViewWords = T["{0} dashboard", T[DashboardViews.Title(dashboard.View)]],
            ScopeWords = dashboard.ScopeWords,
            PeriodWords = PeriodWords(dashboard.Scope),
            Link = addresses.Value.Absolute(PathOf(dashboard)),
            Figures = Items(dashboard),
            Tables = [.. dashboard.Tables.Select(Sheet)],
        };
    }

    /// <summary>A period in words.</summary>
    public static string PeriodWords(KpiScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return T[
            "{0} to {1}",
            Kernel.Components.Formats.LongDate(scope.Period.From, TimeZoneInfo.Utc),
            Kernel.Components.Formats.LongDate(scope.Period.To, TimeZoneInfo.Utc)
        ];
    }

    // The course of a series is a drawing: in files the values around it say enough.
    private static DashboardSheet Sheet(DashboardTable table)
    {
        var kept = table
            .Columns.Select((column, index) => (column, index))
            .Where(c => table.Rows.All(r => r[c.index].Trend is null))
            .ToList();
        return new DashboardSheet(
            T.Word(table.Title),
            [.. kept.Select(c => (T.Word(c.column.Name), c.column.IsNumber))],
            [.. table.Rows.Select(r => (IReadOnlyList<string>)[.. kept.Select(c => Words(r[c.index]))])],
            T.Recorded(table.None),
            T.Recorded(table.Note)
        );
    }

    private static string Words(DashboardCell cell) => cell.Text;

    [LoggerMessage(2151, LogLevel.Warning, "{Name} was not created")]
    private partial void LogFailed(Exception e, string name);
}
