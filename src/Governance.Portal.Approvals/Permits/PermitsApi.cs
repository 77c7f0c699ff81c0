using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Approvals.Permits;

/// <summary>Body of a permit request.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version.</param>
/// <param name="Stage"><c>staging</c> or <c>production</c>.</param>
/// <param name="Sha256">Digest of the file about to be deployed.</param>
/// <param name="Environment">The environment that the permit is for. Without one, no cluster admits the workload.</param>
/// <param name="Image">A container image that the permit is for, by digest.</param>
/// <param name="Images">Container images that the permit is for, by digest (default: all images declared with the version).</param>
/// <param name="Experiment">A running experiment that the permit is for, such as EXP-0001: the permit states its share and ends with it.
/// </param>
public sealed record PermitBody(
    string? Model,
    string? Version,
    string? Stage,
    string? Sha256,
    string? Environment = null,
    string? Image = null,
    IReadOnlyList<string?>? Images = null,
    string? Experiment = null
);

/// <summary>Deployment permits over HTTP.</summary>
internal static class PermitsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var permits = api.MapGroup("/permits").WithTags("Permits");
        permits
            .MapPost("", IssueAsync)
            .RequireCaller(Permission.Deploy, "permit.issued")
            .WithMetadata(JudgedAnew.Instance)
            .WithSummary("Request a deployment permit")
            .WithDescription(
                "201 with a signed statement (DSSE around an in-toto statement, predicate "
                    + "urn:governance:deployment-permit:v1), valid for minutes, when the gate allows this very file now. Keep "
                    + "the member `envelope` as a file: governance permit verify checks it offline with the key of "
                    + "/api/v1/promotions/seal. It names the gate run that decided and the policies that were asked (`decision`). "
                    + "409 with the gate's reasons otherwise. "
                    + "The permit names only images declared "
                    + "with the version: those requested, or all of them. A permit for staging serves no one and says so; one for an "
                    + "experiment whose challenger decides for people is for production and states its share. Example: "
                    + "{\"model\":\"fraud-scorer\",\"version\":\"1.4.0\",\"stage\":\"production\","
                    + "\"sha256\":\"9c1f…\",\"environment\":\"eu-prod\",\"images\":[\"registry.example/scorer@sha256:4a5e…\"]}"
            )
            .Produces<PermitView>(StatusCodes.Status201Created)
            .Refuses(401, 403, 409, 422, 503);
        permits
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadGates)
            .WithSummary("Check whether a permit is still valid")
            .WithDescription(
                "Example: PMT-0007. A permit is revoked by a rollback, by the containment of its version in an incident, by an "
                    + "approval that expired, was revoked or changed, and by anything else that blocks promotion."
            )
            .Produces<PermitView>()
            .Refuses(401, 403, 404);
    }

    private static async Task<IResult> IssueAsync(
        [FromBody] PermitBody body,
        Caller caller,
        IssuePermit issue,
        CheckPermits check,
        CancellationToken ct
    )
    {
        var outcome = await issue.RunAsync(
            caller.Actor,
            new(body.Model, body.Version, body.Stage, body.Sha256, body.Environment, body.Image)
            {
                Images = body.Images,
                Experiment = body.Experiment,
            },
            ct
        );
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Created($"/api/v1/permits/{outcome.Value.Id}", await check.JudgeAsync(outcome.Value, ct));
    }

    private static async Task<IResult> GetAsync(string id, CheckPermits check, CancellationToken ct) =>
        DisplayId.TryParse<PermitId>(id, out var permit)
            ? (await check.GetAsync(permit, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem())
            : PermitRefusals.NotFound.ToProblem();
}
