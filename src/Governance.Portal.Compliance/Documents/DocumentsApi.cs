using Governance.Domain;
using Governance.Domain.Documents;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Compliance.Documents;

/// <summary>Body of what a person writes about a point.</summary>
/// <param name="Text">The point's text, or the reason why the point does not apply.</param>
/// <param name="State"><c>written</c> (default), <c>not-applicable</c> or <c>withdrawn</c>.</param>
/// <param name="Documents">Documents attached to the point.</param>
public sealed record SectionBody(string? Text = null, string? State = null, IReadOnlyList<WriteSection.DocumentBody?>? Documents = null);

/// <summary>Documents of AI systems over HTTP.</summary>
internal static class DocumentsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/systems/{id}/documents").WithTags("Documents");
        group
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadCompliance)
            .WithSummary("List the documents of a system")
            .WithDescription(
                "Lists technical documentation (annex-iv), fria, declaration-of-conformity, registration, pmm-plan and pmm-report, "
                    + "each with its points in legal order as they are now: what fills them and what is missing. A report of the same "
                    + "kind prints exactly these points."
            )
            .Produces<ItemsView<DocumentView>>()
            .Refuses(401, 403, 404);
        group
            .MapGet("/{kind}", GetAsync)
            .RequirePermission(Permission.ReadCompliance)
            .WithSummary("Read a document of a system")
            .WithDescription(
                "Returns the points with their state: complete, partial, gap, not-applicable. A point is complete when every "
                    + "required record is present, current and unaltered, and a person has written what only a person can say."
            )
            .Produces<DocumentView>()
            .Refuses(401, 403, 404);
        group
            .MapPut("/{kind}/points/{point}", WriteAsync)
            .RequireCaller()
            .WithSummary("Write what only a person can say about a point")
            .WithDescription(
                "Each call adds a version with author and time; the newest applies, and none is ever changed. The state "
                    + "not-applicable requires the reason as text and is refused for a point required of every system; the "
                    + "state withdrawn removes what is there. A document named by its evidence ID is valid for as long as that "
                    + "evidence. If-Match takes the version that was read (0 before the first). Example: {\"text\":\"Loan "
                    + "officers see the score, its three strongest factors and a stop "
                    + "button.\",\"documents\":[{\"kind\":\"attached_document\",\"title\":\"Screens of release "
                    + "2.0\",\"reference\":\"EVD-0007\"}]}"
            )
            .Produces<PointView>()
            .Refuses(400, 401, 403, 404, 409, 412, 413, 422);
        group
            .MapGet("/{kind}/points/{point}/versions", VersionsAsync)
            .RequirePermission(Permission.ReadCompliance)
            .WithSummary("List the versions of what people wrote about a point")
            .WithDescription("Newest first, at most 100.")
            .Produces<ItemsView<SectionView>>()
            .Refuses(401, 403, 404);
    }

    private static async Task<IResult> ListAsync(string id, FillDocuments fill, CancellationToken ct)
    {
        if (!DisplayId.TryParse<SystemId>(id, out var system))
        {
            return SystemRefusals.NotFound.ToProblem();
        }

        return (await fill.AllAsync(system, ct)).Match<IResult>(
            all => TypedResults.Ok(new ItemsView<DocumentView>([.. all.Select(DocumentView.Of)])),
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> GetAsync(string id, string kind, FillDocuments fill, CancellationToken ct)
    {
        if (!DisplayId.TryParse<SystemId>(id, out var system))
        {
            return SystemRefusals.NotFound.ToProblem();
        }

        return (await fill.RunAsync(system, kind, ct)).Match<IResult>(
            document => TypedResults.Ok(DocumentView.Of(document)),
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> WriteAsync(
        string id,
        string kind,
        string point,
        [FromBody] SectionBody body,
        Caller caller,
        HttpContext http,
        WriteSection write,
        FillDocuments fill,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<SystemId>(id, out var system))
        {
            return SystemRefusals.NotFound.ToProblem();
        }

        var outcome = await write.RunAsync(
            caller.Actor,
            new(system, kind, point, body.State, body.Text, body.Documents, ETags.IfMatch(http)),
            ct
        );
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        ETags.Set(http, outcome.Value);
        return (await fill.RunAsync(system, kind, ct)).Match<IResult>(
            document => TypedResults.Ok(PointView.Of(document.Points.Single(p => p.Point.Id == point))),
            refused => refused.ToProblem()
        );
    }

    private static async Task<IResult> VersionsAsync(
        string id,
        string kind,
        string point,
        DocumentLibrary library,
        FillDocuments fill,
        ReadSections read,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<SystemId>(id, out var system))
        {
            return SystemRefusals.NotFound.ToProblem();
        }

        var plan = library.Find(kind);
        if (plan.Refusal is { } unknown)
        {
            return unknown.ToProblem();
        }

        if (plan.Value.Find(point) is not { } known)
        {
            return DocumentRefusals.PointUnknown(Sentence.Ours(plan.Value.Title)).ToProblem();
        }

        var found = await fill.RunAsync(system, kind, ct);
        return found.Refusal is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Ok(new ItemsView<SectionView>([.. (await read.RunAsync(system, null, known.Id, ct)).Select(SectionView.Of)]));
    }
}
