using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Domain.Reports;
using Governance.Localisation;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Administration.Overview.Dashboards;

/// <summary>A row of a dashboard's table over HTTP.</summary>
/// <param name="Cells">Its words by column.</param>
internal sealed record DashboardRowBody(IReadOnlyDictionary<string, string> Cells);

/// <summary>A table of a dashboard over HTTP.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Its columns, in order.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Note">How it is to be read; null for nothing.</param>
internal sealed record DashboardTableBody(string Title, IReadOnlyList<string> Columns, IReadOnlyList<DashboardRowBody> Rows, string? Note);

/// <summary>A dashboard over HTTP.</summary>
/// <param name="View"><c>programme</c>, <c>risk</c>, <c>security</c> or <c>sponsor</c>.</param>
/// <param name="From">First instant of the period.</param>
/// <param name="To">The instant after it: when it was computed.</param>
/// <param name="Covers">The models in words.</param>
/// <param name="Figures">Its figures with their definitions.</param>
/// <param name="Tables">Its tables, as far as you may see what is in them.</param>
internal sealed record DashboardBody(
    string View,
    DateTimeOffset From,
    DateTimeOffset To,
    string Covers,
    IReadOnlyList<KpiBody> Figures,
    IReadOnlyList<DashboardTableBody> Tables
)
{
    public static DashboardBody Of(Dashboard dashboard) =>
        new(
            WireName.Of(dashboard.View),
            dashboard.Scope.Period.From,
            dashboard.Scope.Period.To,
            dashboard.ScopeWords,
            [.. dashboard.Figures.Select(KpiBody.From)],
            [
                .. dashboard.Tables.Select(t => new DashboardTableBody(
                    t.Title,
                    [.. t.Columns.Select(c => c.Name)],
                    [
                        .. t.Rows.Select(r => new DashboardRowBody(
                            r.Select((cell, i) => (t.Columns[i].Name, cell.Text))
                                .ToDictionary(c => c.Name, c => c.Text, StringComparer.Ordinal)
                        )),
                    ],
                    t.Note
                )),
            ]
        );
}

/// <summary>Dashboards over HTTP.</summary>
internal static class DashboardsApi
{
    /// <summary>Nothing of this name is shown.</summary>
    public static Refusal Unknown { get; } =
        new(
            "dashboard.not-found",
            $"There is no such dashboard. Available dashboards: {string.Join(", ", WireName.All<DashboardView>())}.",
            RefusalKind.NotFound
        );

    public static void Map(RouteGroupBuilder api)
    {
        var dashboards = api.MapGroup("/dashboards").WithTags("Key figures");
        dashboards
            .MapGet("/{view}", ReadAsync)
            .RequirePermission(Permission.ReadOverview)
            .WithSummary("Read a dashboard")
            .WithDescription(
                "`view` is programme, risk, security or sponsor. Returns the dashboard's figures, and tables of what you may "
                    + "read. Period and models are given as for the key figures. Example: "
                    + "/api/v1/dashboards/risk?period=90d&model=credit-default"
            )
            .Produces<DashboardBody>()
            .Refuses(401, 403, 404, 422);
        dashboards
            .MapGet("/{view}/export", ExportAsync)
            .RequirePermission(Permission.ReadOverview)
            .WithSummary("Export a dashboard")
            .WithDescription(
                "As csv (one value per line), png (a picture) or pdf (tagged and sealed, with every definition). `language` "
                    + "applies to png and pdf: en (default) or de. Every export is an entry of the audit log; png and pdf need "
                    + "a report renderer (503 without one). Example: /api/v1/dashboards/sponsor/export?format=pdf&period=365d"
            )
            .Produces(200, contentType: DashboardCsv.MediaType, additionalContentTypes: ["application/pdf", "image/png"])
            .Refuses(401, 403, 404, 422, 503);
    }

    private static async Task<IResult> ReadAsync(
        string view,
        [AsParameters] KpiQuery query,
        Caller caller,
        ReadDashboard read,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var scope = KpiScope.Read(query, clock.GetLocalNow());
        if (!WireName.TryParse<DashboardView>(view, out var known) || scope.Refusal is not null)
        {
            return (scope.Refusal ?? Unknown).ToProblem();
        }

        return (await read.RunAsync(caller.Actor, known, scope.Value, ct)).Match<IResult>(
            d => TypedResults.Ok(DashboardBody.Of(d)),
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> ExportAsync(
        string view,
        [AsParameters] KpiQuery query,
        string? format,
        string? language,
        Caller caller,
        DashboardExport export,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var scope = KpiScope.Read(query, clock.GetLocalNow());
        if (!WireName.TryParse<DashboardView>(view, out var known) || scope.Refusal is not null)
        {
            return (scope.Refusal ?? Unknown).ToProblem();
        }

        if (language is not null && !Languages.Knows(language))
        {
            return ReportRefusals.LanguageUnknown(Languages.All.Select(l => l.Tag)).ToProblem();
        }

        // Values one a line are for programs, which all read the same.
        var form = format ?? "csv";
        using var spoken = Languages.Use(form == "csv" ? Languages.Source : language);
        return (await export.RunAsync(caller.Actor, known, scope.Value, form, ct)).Match<IResult>(
            file => TypedResults.File(file.Bytes, file.MediaType, file.Name),
            refusal => refusal.ToProblem()
        );
    }
}
