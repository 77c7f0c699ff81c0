using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>Records of datasets over HTTP.</summary>
internal static class DatasetsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var datasets = api.MapGroup("/datasets").WithTags("Datasets");
        datasets
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List datasets")
            .WithDescription(
                "Sorted by name. Filters: name (a part of it), owner (e-mail), sensitivity (public, internal, confidential, "
                    + "restricted), personalData (yes or no). Example: ?sensitivity=restricted"
            )
            .Produces<ApiPage<DatasetRow>>()
            .Refuses(401, 403, 422);
        datasets
            .MapPost("", RegisterAsync)
            .RequireCaller()
            .WithSummary("Register a dataset")
            .WithDescription(
                "Use the name that model versions use for the dataset: its versions and digests come from them. Example: "
                    + "{\"name\":\"payments\",\"owner\":\"owner@demo.example\",\"sensitivity\":\"confidential\",\"personalData\":true,"
                    + "\"legalBasis\":\"contract\",\"region\":\"eu-central-1\",\"purposes\":[\"fraud detection\"]}"
            )
            .Produces<DatasetView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 409, 413, 422);
        datasets
            .MapGet("/{dataset}", GetAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read a dataset")
            .WithDescription(
                "Includes the dataset's versions, the model versions made from it, and the changes to its record. A dataset "
                    + "without a record has no ID. A slash in its name is sent as %2F. The ETag is the revision of the record."
            )
            .Produces<DatasetView>()
            .Refuses(401, 403, 404);
        datasets
            .MapPatch("/{dataset}", ChangeAsync)
            .RequireCaller()
            .WithSummary("Change the record of a dataset")
            .WithDescription(
                "For the dataset's owner, compliance officers, or a key of the owner. Absent members stay unchanged; members "
                    + "that are null are removed. Gates and postures of the versions made from it are re-evaluated. Example: "
                    + "{\"retentionUntil\":\"2027-12-31\"}"
            )
            .Produces<DatasetView>()
            .Refuses(400, 401, 403, 404, 409, 412, 413, 422);
        api.MapPost("/data-tasks/{id}:answer", AnswerTaskAsync)
            .RequireCaller()
            .WithTags("Datasets")
            .WithSummary("Answer a data task")
            .WithDescription(
                "For the person the task is assigned to and for compliance officers; not for API keys. The outcome is "
                    + "deleted, retrained (for a model) or justified. Tasks are members of their dataset. Example: "
                    + "{\"outcome\":\"deleted\",\"reason\":\"Deleted from the warehouse\"}"
            )
            .Produces<DataTaskView>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> AnswerTaskAsync(
        string id,
        [FromBody] DataTaskBody body,
        Caller caller,
        AnswerDataTask answer,
        GetDataset get,
        CancellationToken ct
    )
    {
        var outcome = await answer.RunAsync(caller.Actor, new(id, body.Outcome, body.Reason), ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await get.RunAsync(outcome.Value.Name, ct)).Match<IResult>(
                dataset => TypedResults.Ok(dataset.Tasks.First(t => t.Id == outcome.Value.Id)),
                unread => unread.ToProblem()
            );
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        string? name,
        string? owner,
        string? sensitivity,
        string? personalData,
        ListDatasets list,
        CancellationToken ct
    )
    {
        var page = await list.ListAsync(new DatasetFilter(name, owner, sensitivity, personalData), query, ct);
        return page.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> RegisterAsync(
        [FromBody] DatasetBody body,
        Caller caller,
        HttpContext http,
        RegisterDataset register,
        CancellationToken ct
    )
    {
        var outcome = await register.RunAsync(caller.Actor, body, ct);
        return outcome.Match<IResult>(
            dataset =>
            {
                ETags.Set(http, dataset.Revision);
                return TypedResults.Created($"/api/v1/datasets/{Uri.EscapeDataString(dataset.Name)}", dataset);
            },
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> GetAsync(string dataset, HttpContext http, GetDataset get, CancellationToken ct) =>
        Ok(http, await get.RunAsync(Name(dataset), ct));

    private static async Task<IResult> ChangeAsync(
        string dataset,
        [FromBody] DatasetBody body,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        HttpContext http,
        ChangeDataset change,
        CancellationToken ct
    ) => Ok(http, await change.RunAsync(caller.Actor, Name(dataset), ifMatch, body, ct));

    // Routing leaves an escaped slash as it came.
    private static string Name(string dataset) => dataset.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static IResult Ok(HttpContext http, Result<DatasetView> outcome) =>
        outcome.Match<IResult>(
            dataset =>
            {
                if (dataset.Revision > 0)
                {
                    ETags.Set(http, dataset.Revision);
                }

                return TypedResults.Ok(dataset);
            },
            refusal => refusal.ToProblem()
        );
}
