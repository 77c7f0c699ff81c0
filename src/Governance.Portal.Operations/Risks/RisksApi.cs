using System.ComponentModel;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Domain.Risks;
using Governance.Localisation;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Operations.Risks.Files;
using Governance.Portal.Operations.Risks.Library;
using Governance.Portal.Operations.Risks.Mapping;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Governance.Portal.Operations.Risks;

/// <summary>The risk register over HTTP.</summary>
internal static partial class RisksApi
{
    private const string ProofHeader = "X-Reauthentication";

    public static void Map(RouteGroupBuilder api)
    {
        var risks = api.MapGroup("/risks").WithTags("Risks");
        risks
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadRisks)
            .WithSummary("List risks")
            .WithDescription(
                "Newest first. Filters: q, model, system, category, treatment, state, band, likelihood and impact together. Example: "
                    + "?model=credit-default&state=open&band=high"
            )
            .Produces<ApiPage<RiskView>>()
            .Refuses(401, 403, 422);
        risks
            .MapPost("", RaiseAsync)
            .RequireCaller()
            .WithSummary("Raise a risk")
            .WithDescription(
                "Example: {\"title\":\"Economic shock breaks calibration\",\"category\":\"drift\",\"model\":\"credit-default\","
                    + "\"inherent\":{\"likelihood\":4,\"impact\":4},\"residual\":{\"likelihood\":3,\"impact\":3},"
                    + "\"treatment\":\"reduce\"}"
            )
            .Produces<RiskView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 422);
        risks
            .MapGet("/summary", SummaryAsync)
            .RequirePermission(Permission.ReadRisks)
            .WithSummary("Summarise the register")
            .WithDescription("Returns counts, heat maps, treatments and twelve weeks of trend. Example: ?model=credit-default")
            .Produces<RiskSummary>()
            .Refuses(401, 403);
        risks
            .MapGet("/export", ExportAsync)
            .RequirePermission(Permission.ReadRisks)
            .WithSummary("Export the register as CSV or XLSX")
            .WithDescription(
                "The whole filtered list. `format` is csv (default) or xlsx. The CSV has the names of the API. The workbook is for people: "
                    + "named columns in `language` (en by default), dates, scores as formulas, and a sheet that says scope, time, "
                    + "filter and digest. An import takes both. Example: ?state=open&format=xlsx&language=de"
            )
            .Produces<string>(200, RiskCsv.MediaType, RiskXlsx.MediaType)
            .Refuses(401, 403, 422);
        risks
            .MapPost("/import", ImportAsync)
            .RequireCaller(Permission.WriteRisks, "risk.imported")
            .WithSummary("Import risks from CSV or XLSX")
            .WithDescription(
                "The columns are those of the export; title, category, inherentLikelihood and inherentImpact are required. Rows with "
                    + "an ID change that risk; a row that gives a revision does so only while that revision is the newest. Rows "
                    + "without an ID create a risk. "
                    + "Either all rows are imported or none."
            )
            .Accepts<string>(RiskCsv.MediaType, RiskXlsx.MediaType)
            .Produces<ImportRisks.Answer>()
            .Refuses(400, 401, 403, 409, 413, 415, 422, 503);
        risks
            .MapPost("/bulk", BulkAsync)
            .RequireCaller(Permission.WriteRisks, "risk.changed")
            .WithSummary("Change or review many risks")
            .WithDescription(
                "Each risk is handled separately: those refused are listed with the reason, the others are changed. Example: "
                    + "{\"ids\":[\"RSK-0001\",\"RSK-0004\"],\"owner\":\"owner@demo.example\",\"review\":true,\"note\":\"Q3 review\"}"
            )
            .Produces<BulkRisks.Answer>()
            .Refuses(400, 401, 403, 422);
        risks
            .MapGet("/coverage", CoverageAsync)
            .RequirePermission(Permission.ReadRisks)
            .WithSummary("Read the threat coverage matrix")
            .WithDescription(
                "Shows the items of a framework by models in use and systems, with the gaps; `unassessed` lists those without "
                    + "a risk, and `skip` leads to further columns. `framework` is owasp-llm-2025 (default), owasp-llm-2026, "
                    + "owasp-agentic-1.1, mitre-atlas, nist-ai-rmf or iso-42001. Example: "
                    + "?framework=nist-ai-rmf&model=credit-default"
            )
            .Produces<CoverageMatrix>()
            .Refuses(401, 403, 422);
        risks
            .MapGet("/coverage/export", ExportCoverageAsync)
            .RequirePermission(Permission.ReadRisks)
            .WithSummary("Export the threat coverage matrix")
            .WithDescription(
                "As CSV (RFC 4180): a row for each item and place with its state (gap, by-category, untreated, treated, not-applicable), "
                    + "the number of risks, the worst residual score, and why an item does not apply. Example: "
                    + "?framework=owasp-llm-2025"
            )
            .Produces(StatusCodes.Status200OK, contentType: "text/csv")
            .Refuses(401, 403, 422);
        risks
            .MapPut("/coverage/{framework}/{item}/{place}", JudgeThreatAsync)
            .RequireCaller()
            .WithSummary("State whether a threat applies")
            .WithDescription(
                "If `applies` is false, the item is marked as not applicable to the model or system; true reverses that. Each "
                    + "requires a reason, which the matrix shows with name and time. A risk that names the item is counted all "
                    + "the same. Example: {\"applies\":false,\"reason\":\"The model answers with a number; there is no "
                    + "prompt.\"}"
            )
            .Produces<CoverageCell>()
            .Refuses(400, 401, 403, 409, 422);
        LibraryApi.Map(risks);
        MappingApi.Map(risks);
        MapOne(risks.MapGroup("/{id}"));
    }

    private static void MapOne(RouteGroupBuilder one)
    {
        one.MapGet("", GetAsync)
            .RequirePermission(Permission.ReadRisks)
            .WithSummary("Read a risk")
            .WithDescription("Example: RSK-0003. The ETag is the risk's revision.")
            .Produces<RiskView>()
            .Refuses(401, 403, 404);
        one.MapPatch("", ChangeAsync)
            .RequireCaller()
            .WithSummary("Change a risk")
            .WithDescription(
                "Absent members stay unchanged; members that are null are removed. With If-Match and the ETag read before, a "
                    + "stale change is refused (412). Example: "
                    + "{\"residual\":{\"likelihood\":2,\"impact\":3},\"reason\":\"Calibration by segment is live\"}"
            )
            .Produces<RiskView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapGet("/history", HistoryAsync)
            .RequirePermission(Permission.ReadRisks)
            .WithSummary("Read the revisions of a risk")
            .WithDescription("Newest first, each with its reason and what differs from the one before.")
            .Produces<ApiPage<RevisionView>>()
            .Refuses(401, 403, 404, 422);
        one.MapGet("/timeline", TimelineAsync)
            .RequirePermission(Permission.ReadRisks)
            .WithSummary("Read the timeline of a risk")
            .WithDescription(
                "The risk's revisions, the alerts of its signal and the gate results on one timeline, oldest first; at most "
                    + "the newest 200 entries."
            )
            .Produces<ApiPage<StoryStep>>()
            .Refuses(401, 403, 404);
        one.MapPost("/mitigations", MitigateAsync)
            .RequireCaller()
            .WithSummary("Add a mitigation")
            .WithDescription(
                "The mitigation is planned, or in place with its evidence. Example: "
                    + "{\"text\":\"Monthly calibration by segment\",\"evidence\":\"EVD-0004\"}"
            )
            .Produces<RiskView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/mitigations/{number:int}/in-place", InPlaceAsync)
            .RequireCaller()
            .WithSummary("Record that a mitigation is in place")
            .WithDescription("Send the evidence that the mitigation is in place. Example: {\"evidence\":\"EVD-0004\"}")
            .Produces<RiskView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/steps", PlanAsync)
            .RequireCaller()
            .WithSummary("Add a step to the remediation plan")
            .WithDescription("Example: {\"text\":\"Retrain without employment_since\",\"dueAt\":\"2026-12-04T00:00:00Z\"}")
            .Produces<RiskView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/steps/{number:int}/done", FinishAsync)
            .RequireCaller()
            .WithSummary("Record that a step is done")
            .WithDescription("Example: {\"evidence\":\"EVD-0005\"}")
            .Produces<RiskView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPut("/signal", BindAsync)
            .RequireCaller()
            .WithSummary("Link a risk to a signal")
            .WithDescription(
                "The signal is a monitor of the risk's model, or a kind of alert raised for that model; an open alert then adds levels of "
                    + "likelihood to the risk until it is resolved. Example: "
                    + "{\"monitor\":\"MON-0003\",\"warningAdds\":1,\"alertAdds\":2} or {\"rule\":\"secret-in-output\"}"
            )
            .Produces<RiskView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapDelete("/signal", UnbindAsync)
            .RequireCaller()
            .WithSummary("Remove the signal of a risk")
            .WithDescription("The levels of likelihood that the signal added are removed as well.")
            .Produces<RiskView>()
            .Refuses(401, 403, 404, 409, 412);
        one.MapPost("/review", ReviewAsync)
            .RequireCaller()
            .WithSummary("Record a review")
            .WithDescription(
                "The risk stays as it is; its next review is due at the end of the period that its band allows. Example: "
                    + "{\"reason\":\"Quarterly review\"}"
            )
            .Produces<RiskView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/accept", AcceptAsync)
            .RequireCaller()
            .WithSummary("Accept a residual risk")
            .WithDescription(
                "Signed with a fresh proof of identity in X-Reauthentication; not for API keys. The acceptance ends when it "
                    + "expires or when the score rises. The critical band and impact 5 require both a risk officer and a compliance "
                    + "officer. Example: "
                    + "{\"reason\":\"Within appetite until the new labels arrive\",\"expiresAt\":\"2027-01-31T00:00:00Z\"}"
            )
            .Produces<RiskView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/accept/revoke", RevokeAsync)
            .RequireCaller()
            .WithSummary("Withdraw an acceptance")
            .WithDescription("Example: {\"reason\":\"The portfolio changed\"}")
            .Produces<RiskView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/close", CloseAsync)
            .RequireCaller()
            .WithSummary("Close a risk")
            .WithDescription(
                "A closed risk is no longer included in the figures, but can be reopened. Example: {\"reason\":\"The model is retired\"}"
            )
            .Produces<RiskView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/reopen", ReopenAsync)
            .RequireCaller()
            .WithSummary("Reopen a closed risk")
            .WithDescription("Example: {\"reason\":\"It came back with 2.3.0\"}")
            .Produces<RiskView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] RiskQuery query,
        [AsParameters] ListQuery list,
        ListRisks risks,
        CancellationToken ct
    )
    {
        var (filter, take) = (query.ToFilter(), list.TakeBelow<RiskId>());
        if ((filter.Refusal ?? take.Refusal) is { } refusal)
        {
            return refusal.ToProblem();
        }

        return TypedResults.Ok(await risks.RunAsync(filter.Value, take.Value.Below, take.Value.Take, ct));
    }

    private static async Task<IResult> RaiseAsync(
        [FromBody] RiskBody body,
        Caller caller,
        HttpContext http,
        RaiseRisk raise,
        ListRisks list,
        CancellationToken ct
    )
    {
        var outcome = await raise.RunAsync(
            caller.Actor,
            new RiskSettings
            {
                Title = body.Title,
                Category = body.Category,
                Cause = body.Cause,
                Consequence = body.Consequence,
                Model = body.Model,
                Version = body.Version,
                System = body.System,
                Owner = body.Owner,
                ControlOwner = body.ControlOwner,
                Inherent = body.Inherent,
                Residual = body.Residual,
                Treatment = body.Treatment,
                ReviewAt = body.ReviewAt,
                Threats = body.Threats,
            },
            ct
        );
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await AnswerAsync(outcome.Value, created: true, http, list, ct);
    }

    private static async Task<IResult> SummaryAsync(string? model, SummariseRisks summarise, CancellationToken ct) =>
        TypedResults.Ok(await summarise.RunAsync(string.IsNullOrEmpty(model) ? null : model, ct));

    private static IResult ExportAsync(
        [AsParameters] RiskQuery query,
        string? format,
        string? language,
        HttpContext http,
        Caller caller,
        ListRisks list,
        RiskWorkbook workbook
    )
    {
        var filter = query.ToFilter();
        if (filter.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        if (language is not null && !Languages.Knows(language))
        {
            return ReportRefusals.LanguageUnknown(Languages.All.Select(l => l.Tag)).ToProblem();
        }

        return format switch
        {
            null or "" or "csv" => Results.Stream(
                to => RiskCsv.WriteAsync(list.AllAsync(filter.Value, http.RequestAborted), to, http.RequestAborted),
                $"{RiskCsv.MediaType}; charset=utf-8",
                "risks.csv"
            ),
            "xlsx" => Results.Stream(
                to => workbook.WriteAsync(caller.Actor, filter.Value, language ?? Languages.Source, to, http.RequestAborted),
                RiskXlsx.MediaType,
                "risks.xlsx"
            ),
            _ => Refusal.Field("risk.format", "format", $"The register can be exported as csv or xlsx only.").ToProblem(),
        };
    }

    private static async Task<IResult> ImportAsync(HttpContext http, Caller caller, ImportRisks import, CancellationToken ct)
    {
        if (
            !MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || type.MediaType.Value is not (RiskCsv.MediaType or RiskXlsx.MediaType)
        )
        {
            return new Refusal(
                "request.media-type",
                $"Send the register as {RiskCsv.MediaType} or {RiskXlsx.MediaType}.",
                RefusalKind.UnsupportedMedia
            ).ToProblem();
        }

        var outcome = await import.RunAsync(caller.Actor, http.Request.Body, ct);
        return outcome.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> BulkAsync([FromBody] BulkBody body, Caller caller, BulkRisks bulk, CancellationToken ct)
    {
        var ids = new List<RiskId>();
        foreach (var text in body.Ids ?? [])
        {
            if (!DisplayId.TryParse<RiskId>(text, out var id))
            {
                return RiskRefusals.NothingChosen.ToProblem();
            }

            ids.Add(id);
        }

        var outcome = await bulk.RunAsync(caller.Actor, new(ids, body.Owner, body.Treatment, body.Review ?? false, body.Note), ct);
        return outcome.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> CoverageAsync(
        string? framework,
        [Description("A model, or a system such as SYS-0001")] string? model,
        [Description("Number of columns to skip; 0 when absent")] int? skip,
        CoverThreats cover,
        CancellationToken ct
    ) =>
        Frameworks.Get(string.IsNullOrEmpty(framework) ? Frameworks.Owasp : framework) is { } known
            ? TypedResults.Ok(
                await cover.RunAsync(
                    known,
                    string.IsNullOrEmpty(model) ? null : model,
                    Math.Clamp(skip ?? 0, 0, CoverThreats.MaxKnown),
                    CoverThreats.MaxPlaces,
                    ct
                )
            )
            : Refusal
                .Field(
                    "risk.framework-unknown",
                    "framework",
                    $"The framework must be one of {string.Join(", ", Frameworks.All.Select(f => f.Key))}."
                )
                .ToProblem();

    private static async Task<IResult> ExportCoverageAsync(
        string? framework,
        [Description("A model, or a system such as SYS-0001")] string? model,
        CoverThreats cover,
        CancellationToken ct
    )
    {
        if (Frameworks.Get(string.IsNullOrEmpty(framework) ? Frameworks.Owasp : framework) is not { } known)
        {
            return Refusal
                .Field(
                    "risk.framework-unknown",
                    "framework",
                    $"The framework must be one of {string.Join(", ", Frameworks.All.Select(f => f.Key))}."
                )
                .ToProblem();
        }

        var matrix = await cover.RunAsync(known, string.IsNullOrEmpty(model) ? null : model, 0, CoverThreats.MaxExported, ct);
        return TypedResults.File(CoverageCsv.Write(matrix), RiskCsv.MediaType, $"coverage-{known.Key}.csv");
    }

    private static async Task<IResult> JudgeThreatAsync(
        string framework,
        string item,
        string place,
        [FromBody] ThreatVerdictBody body,
        Caller caller,
        JudgeThreat judge,
        CoverThreats cover,
        CancellationToken ct
    )
    {
        var said = await judge.RunAsync(caller.Actor, new(framework, item, place, body.Applies ?? false, body.Reason), ct);
        if (said.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var matrix = await cover.RunAsync(Frameworks.Get(framework)!, said.Value.Place, ct);
        return TypedResults.Ok(matrix.Rows.Single(r => r.Item.Id == said.Value.Item).Cells[0]);
    }

    private static async Task<IResult> GetAsync(string id, HttpContext http, ListRisks list, CancellationToken ct) =>
        DisplayId.TryParse<RiskId>(id, out var risk)
            ? await AnswerAsync(risk, created: false, http, list, ct)
            : RiskRefusals.NotFound.ToProblem();
}
