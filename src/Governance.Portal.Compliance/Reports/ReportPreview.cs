using Governance.Data;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Sealing;
using Governance.Reporting;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Reports;

/// <summary>The report as HTML, before it is made: a document of its own, shown in a frame of the page that offers to make it.</summary>
internal static class ReportPreview
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reports/preview", ShowAsync).RequirePermission(Permission.ReadReports).ExcludeFromDescription();
        routes
            .MapGet("/approvals/{id}/record", (string id) => TypedResults.LocalRedirect(AddressOf("approval-record", id)))
            .RequirePermission(Permission.ReadReports)
            .ExcludeFromDescription();
    }

    /// <summary>The page that previews a report and offers to make it.</summary>
    public static string AddressOf(string kind, string subject) =>
        $"/reports/new?kind={Uri.EscapeDataString(kind)}&subject={Uri.EscapeDataString(subject)}";

    private static async Task<IResult> ShowAsync(
        string? kind,
        string? subject,
        string? language,
        HttpContext http,
        Caller caller,
        ReportKinds kinds,
        ReportRights rights,
        ReportDocuments documents,
        ReportMaker maker,
        IDbContextFactory<GovernanceDbContext> dbFactory,
        CancellationToken ct
    )
    {
        var builder = kinds.Find(kind);
        if (builder.Refusal is { } unknownKind)
        {
            return unknownKind.ToProblem();
        }

        if (await rights.RefusesAsync(caller.Actor, builder.Value.Kind, ct) is { } forbidden)
        {
            return forbidden.ToProblem();
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await builder.Value.FindAsync(db, subject ?? "", ct);
        if (found.Refusal is { } unknownSubject)
        {
            return unknownSubject.ToProblem();
        }

        var spoken = await ReportKinds.LanguageAsync(builder.Value, db, found.Value, "html", language, ct);
        if (spoken.Refusal is { } unknownLanguage)
        {
            return unknownLanguage.ToProblem();
        }

        var viewer = (await ActorNames.LoadAsync(db, [caller.Actor.Id], ct))[caller.Actor.Id];
        // Records are facts and hold the texts of the source; the layout puts them into the language of the document.
        using var english = Languages.Use(Languages.Source);
        var document = await documents.MakeAsync(PlaceOfId(spoken.Value), viewer, spoken.Value, ct);
        var record = await builder.Value.BuildAsync(found.Value, document, ct);
        // What cannot be read is shown as such here; making the report would stop on it.
        var html = await maker.MakeHtmlAsync(record, ReportCompleteness.DraftAllowed, ct);
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = HtmlReports.PreviewContentSecurityPolicy;
        headers.XFrameOptions = "SAMEORIGIN";
        headers.CacheControl = "no-store";
        return TypedResults.Content(html, "text/html; charset=utf-8");
    }

    // Stands where a made report has its id.
    private static string PlaceOfId(string language)
    {
        using var spoken = Languages.Use(language);
        return T["Preview"];
    }
}
