using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Approvals.Training;

/// <summary>Runs that trained, over HTTP.</summary>
internal static class TrainingRunsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var runs = api.MapGroup("/training-runs").WithTags("Training");
        runs.MapGet("", ListAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List training runs")
            .WithDescription(
                "Runs that lineage reported, compared with the permits; newest first. Filters: model, verdict (covered, covered-in-part, "
                    + "permit-expired, permit-revoked, no-permit, or open for those without an answer). Example: ?verdict=open"
            )
            .Produces<ApiPage<TrainingRunView>>()
            .Refuses(401, 403, 422);
        runs.MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read a training run")
            .WithDescription("Example: TRR-0001. Includes the datasets that no permit covered.")
            .Produces<TrainingRunView>()
            .Refuses(401, 403, 404);
        runs.MapPost("/{id}:settle", SettleAsync)
            .RequireCaller()
            .WithSummary("Account for a training run without a permit")
            .WithDescription(
                "For an owner of the run's data. The gate keeps evaluating the version, which passes with a waiver or once it "
                    + "is retrained with a permit. Example: {\"reason\":\"A test on synthetic data; the version is withdrawn\"}"
            )
            .Produces<TrainingRunView>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        string? model,
        string? verdict,
        ReadTrainingRuns read,
        CancellationToken ct
    ) => (await read.ListAsync(model, verdict, query, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> GetAsync(string id, ReadTrainingRuns read, CancellationToken ct) =>
        (await read.GetAsync(id, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> SettleAsync(
        string id,
        [FromBody] ReasonBody body,
        Caller caller,
        SettleTrainingRun settle,
        ReadTrainingRuns read,
        CancellationToken ct
    )
    {
        var outcome = await settle.RunAsync(caller.Actor, id, body.Reason, ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await GetAsync(id, read, ct);
    }
}
