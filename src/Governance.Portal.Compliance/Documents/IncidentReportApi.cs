using Governance.Domain;
using Governance.Domain.Documents;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Compliance.Documents;

/// <summary>The report of a serious incident over HTTP: its points as they stand, and the words people write for it.</summary>
internal static class IncidentReportApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/incidents/{id}/report").WithTags("Incidents");
        group
            .MapGet("", GetAsync)
            .RequirePermission(Permission.ReadIncidents)
            .WithName("GetIncidentReport")
            .WithSummary("Read the report of a serious incident in its current state")
            .WithDescription(
                "Returns the points in legal order with what fills them and what is missing; a report of kind serious-incident "
                    + "prints exactly these points. Until the authority has been informed, the report is the initial one, "
                    + "which need not contain every point of the complete report (Art. 73(5)). 422 for a drill, and for an "
                    + "incident that names no AI system."
            )
            .Produces<DocumentView>()
            .Refuses(401, 403, 404, 422);
        group
            .MapPut("/points/{point}", WriteAsync)
            .RequireCaller()
            .WithName("WriteIncidentReportPoint")
            .WithSummary("Write what only a person can say about a point of the report")
            .WithDescription(
                "The text belongs to this incident only. Each call adds a version with author and time; the newest applies, "
                    + "and none is ever changed. The state not-applicable requires the reason as text; the state withdrawn "
                    + "removes what is there. If-Match takes the version that was read (0 before the first). Example: "
                    + "{\"text\":\"A customer called; the desk confirmed the wrong refusal the same morning.\"}"
            )
            .Produces<PointView>()
            .Refuses(400, 401, 403, 404, 409, 412, 413, 422);
        group
            .MapGet("/points/{point}/versions", VersionsAsync)
            .RequirePermission(Permission.ReadIncidents)
            .WithName("ListIncidentReportVersions")
            .WithSummary("List the versions of what people wrote about a point of the report")
            .WithDescription("Newest first, at most 100.")
            .Produces<ItemsView<SectionView>>()
            .Refuses(401, 403, 404, 422);
    }

    private static async Task<IResult> GetAsync(string id, IncidentReports reports, CancellationToken ct) =>
        (await FindAsync(id, reports, ct)).Match<IResult>(
            report => TypedResults.Ok(DocumentView.Of(report.Document)),
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> WriteAsync(
        string id,
        string point,
        [FromBody] SectionBody body,
        Caller caller,
        HttpContext http,
        WriteSection write,
        IncidentReports reports,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<IncidentId>(id, out var incident))
        {
            return IncidentRefusals.NotFound.ToProblem();
        }

        // Where the words are kept, and nothing of what the caller may not read, is taken from the report.
        var found = await reports.RunAsync(incident, ct);
        var system = found.IsDone ? found.Value.Document.Scope.System.Id : default;
        var outcome = await write.RunAsync(
            caller.Actor,
            new(system, DocumentLibrary.SeriousIncident, point, body.State, body.Text, body.Documents, ETags.IfMatch(http))
            {
                Incident = incident,
            },
            ct
        );
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        ETags.Set(http, outcome.Value);
        return (await reports.RunAsync(incident, ct)).Match<IResult>(
            report => TypedResults.Ok(PointView.Of(report.Document.Points.Single(p => p.Point.Id == point))),
            refused => refused.ToProblem()
        );
    }

    private static async Task<IResult> VersionsAsync(
        string id,
        string point,
        IncidentReports reports,
        ReadSections read,
        CancellationToken ct
    )
    {
        var found = await FindAsync(id, reports, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var document = found.Value.Document;
        return DisplayId.TryParse<IncidentId>(id, out var incident) && document.Plan.Find(point) is { } known
            ? TypedResults.Ok(
                new ItemsView<SectionView>([
                    .. (await read.RunAsync(document.Scope.System.Id, incident, known.Id, ct)).Select(SectionView.Of),
                ])
            )
            : DocumentRefusals.PointUnknown(Sentence.Ours(document.Plan.Title)).ToProblem();
    }

    private static async Task<Result<IncidentReport>> FindAsync(string id, IncidentReports reports, CancellationToken ct) =>
        DisplayId.TryParse<IncidentId>(id, out var incident) ? await reports.RunAsync(incident, ct) : IncidentRefusals.NotFound;
}
