using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Compliance.Reports;

/// <summary>Body of a request for a report.</summary>
/// <param name="Kind"><c>annex-iv</c>, <c>approval-record</c>, <c>drift</c>, …</param>
/// <param name="Subject">Subject of the report: <c>APR-0012</c> for an approval record, <c>fraud-scorer@1.4.0</c> for drift,
/// <c>SYS-0001</c> for a document of an AI system.</param>
/// <param name="Format"><c>pdf</c> (default), <c>html</c> or <c>json</c>.</param>
/// <param name="Language">Language of the document, <c>en</c> (default) or <c>de</c>; a letter is in the language of its recipient.</param>
public sealed record ReportBody(string? Kind, string? Subject, string? Format = null, string? Language = null);

/// <summary>Reports over HTTP.</summary>
internal static class ReportsApi
{
    private static readonly int[] s_readRefusals = [401, 403, 404];

    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/reports").WithTags("Reports");
        Refuses(
            group
                .MapPost("", RequestAsync)
                .RequireCaller()
                .WithName("RequestReport")
                .WithSummary("Request a report")
                .WithDescription(
                    "Requires the right to see what the report shows, and the right to create reports. The report is created "
                        + "in the background: the Location header says where to read its state. Kinds: approval-record "
                        + "(subject APR-…), drift (subject model@version), annex-iv, fria, declaration-of-conformity, "
                        + "registration, pmm-plan, pmm-report, nist-ai-rmf and iso-42001 (subject SYS-…), serious-incident "
                        + "(subject INC-…), model-card (subject model@version, or a model for its version in production), "
                        + "system-card (subject SYS-…), risk-register (subject *, a model or SYS-…), audit-extract (subject * "
                        + "or a subject of the log; needs the right to read the log), competences (subject *), oscal (subject "
                        + "SYS-…; json only), committee-pack (subject *@90d: the whole installation over the last 30, 90, 180 "
                        + "or 365 days, * for 90; needs the rights to read all that it shows, and a role that is not limited), "
                        + "group-figures (subject *; json only: counts for the overview of a holding company; needs the rights "
                        + "to read all that it counts, and a role that is not limited). Formats: pdf (tagged, sealed, with the "
                        + "evidence manifest attached), html (the same document), json (a document of an AI system point by "
                        + "point, a card field by field, else the evidence manifest: each claim with the ID and SHA-256 of its "
                        + "evidence). `language` is the language of the document: en (default) or de; JSON is always in "
                        + "English. 503 report.renderer-missing if a PDF is requested and no renderer is available. Example: "
                        + "{\"kind\":\"approval-record\",\"subject\":\"APR-0012\",\"format\":\"pdf\"}"
                )
                .Produces<ReportView>(StatusCodes.Status202Accepted),
            401,
            403,
            422,
            429,
            503
        );
        Refuses(
            group
                .MapGet("", ListAsync)
                .RequirePermission(Permission.ReadReports)
                .WithName("ListReports")
                .WithSummary("List reports")
                .WithDescription("Newest first. Filters: kind, subject, state (queued, running, ready, failed).")
                .Produces<ApiPage<ReportView>>(),
            400,
            401,
            403,
            422
        );
        Refuses(
            group
                .MapGet("/{id}/changes", ChangesAsync)
                .RequirePermission(Permission.ReadReports)
                .WithName("CompareReports")
                .WithSummary("Read what changed since an earlier report")
                .WithDescription(
                    "Compares with the last ready report of the same kind about the same subject, or with the one that `since` "
                        + "names (REP-…): points whose state, text or values differ, and values that were added or removed. In "
                        + "the answer, `since` is null when there is no earlier report."
                )
                .Produces<ReportChanges>(),
            [.. s_readRefusals, 409, 422]
        );
        Refuses(
            group
                .MapGet("/{id}", GetAsync)
                .RequirePermission(Permission.ReadReports)
                .WithName("GetReport")
                .WithSummary("Read the state of a report")
                .WithDescription(
                    "`state` is queued, running, ready or failed. A ready report names its SHA-256, how many required points "
                        + "were missing (if any were, every page says INCOMPLETE), its entry in the audit log and the address "
                        + "of its bytes; for a failed one, `failure` says why."
                )
                .Produces<ReportView>(),
            s_readRefusals
        );
        Refuses(
            group
                .MapGet("/{id}/content", ContentAsync)
                .RequirePermission(Permission.ReadReports)
                .WithName("GetReportContent")
                .WithSummary("Download a report")
                .WithDescription(
                    "Returns the bytes as an attachment, hashed again while they are sent: a file that was altered on disk is "
                        + "never delivered whole. 409 while the report is not ready."
                )
                .Produces(
                    StatusCodes.Status200OK,
                    contentType: "application/pdf",
                    additionalContentTypes: ["text/html", "application/json"]
                ),
            [.. s_readRefusals, 409]
        );
    }

    private static void Refuses(RouteHandlerBuilder builder, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            builder.ProducesProblem(status);
        }
    }

    private static async Task<IResult> RequestAsync([FromBody] ReportBody body, Caller caller, RequestReport request, CancellationToken ct)
    {
        var outcome = await request.RunAsync(caller.Actor, new(body.Kind, body.Subject, body.Format, body.Language), ct);
        return outcome.Match<IResult>(view => TypedResults.Accepted($"/api/v1/reports/{view.Id}", view), refusal => refusal.ToProblem());
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        Caller caller,
        string? kind,
        string? subject,
        string? state,
        ListReports list,
        CancellationToken ct
    )
    {
        ReportState? wanted = null;
        if (state is not null)
        {
            if (!WireName.TryParse<ReportState>(state, out var known))
            {
                return Refusal
                    .Field("report.not-acceptable", "state", $"The state must be one of {string.Join(", ", WireName.All<ReportState>())}.")
                    .ToProblem();
            }

            wanted = known;
        }

        return (await list.RunAsync(caller.Actor, new(kind, subject, wanted), query, ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> ChangesAsync(string id, string? since, Caller caller, CompareReports compare, CancellationToken ct)
    {
        if (!DisplayId.TryParse<ReportId>(id, out var report))
        {
            return ReportRefusals.NotFound.ToProblem();
        }

        return (await compare.RunAsync(caller.Actor, report, since, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> GetAsync(string id, Caller caller, GetReport get, CancellationToken ct)
    {
        if (!DisplayId.TryParse<ReportId>(id, out var report))
        {
            return ReportRefusals.NotFound.ToProblem();
        }

        return (await get.RunAsync(caller.Actor, report, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> ContentAsync(
        string id,
        HttpContext http,
        Caller caller,
        GetReport get,
        ContentStore store,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<ReportId>(id, out var report))
        {
            return ReportRefusals.NotFound.ToProblem();
        }

        var found = await get.ReadyAsync(caller.Actor, report, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var view = found.Value;
        http.Response.Headers.ETag = $"\"{view.Sha256}\"";
        // The length promised is the one on record: a connection that breaks off at an altered file is seen as broken.
        http.Response.ContentLength = view.SizeBytes;
        // Opened by mistake in a browser, the HTML has no more rights than in its preview.
        http.Response.Headers.ContentSecurityPolicy = Governance.Reporting.HtmlReports.PreviewContentSecurityPolicy;
        return TypedResults.Stream(to => store.CopyToAsync(view.Sha256!, to, ct), ReportKinds.MediaType(view.Format), FileName(view));
    }

    /// <summary>
    /// Such as <c>approval-record-APR-0012-REP-0042.pdf</c>: names of models and versions hold nothing a file name must not.
    /// </summary>
    private static string FileName(ReportView view) => $"{view.Kind}-{view.Subject.Replace('@', '-')}-{view.Id}.{view.Format}";
}
