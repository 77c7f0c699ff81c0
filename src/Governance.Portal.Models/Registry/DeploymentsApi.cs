using System.ComponentModel.DataAnnotations;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Models.Registry;

/// <summary>Body of a deployment.</summary>
/// <param name="Environment">Name of the environment, as the deployer calls it.</param>
/// <param name="Region">Region, if any.</param>
/// <param name="Promotion">The promotion that the deployment is based on, such as APR-0012.</param>
/// <param name="ConfigSha256">Digest of the deployment's configuration.</param>
/// <param name="Image">Container image, recorded as a label.</param>
/// <param name="RollbackPlan">The rollback plan: target, steps, person responsible and duration. If absent, pages show that there is
/// none.</param>
/// <param name="Experiment">The running experiment in which the version decides for a share beside the version in production, such as
/// EXP-0004.</param>
public sealed record DeploymentBody(
    string? Environment,
    string? Region = null,
    [property: Required] string? Promotion = null,
    string? ConfigSha256 = null,
    string? Image = null,
    RollbackPlanBody? RollbackPlan = null,
    string? Experiment = null
);

/// <summary>Body of a rollback.</summary>
/// <param name="To">The earlier version.</param>
/// <param name="Reason">Reason for the rollback.</param>
public sealed record RollBackBody(string? To, string? Reason);

/// <summary>Deployments over HTTP.</summary>
internal static class DeploymentsApi
{
    public static void Map(RouteGroupBuilder model)
    {
        model
            .MapPost("/versions/{version}/deployments", DeployAsync)
            .RequireCaller()
            .WithSummary("Record a deployment")
            .WithDescription(
                "Puts an approved version into use. Answers 409 with the reasons if the promotion does not allow it now. In "
                    + "production, a new version ends the previous one everywhere; an approval that was carried out covers further "
                    + "regions while its version is deployed. A rollback plan records the way back: its target, by default the version "
                    + "in production, must be approved for the stage; `whyNone` says why there is no way back. Example: "
                    + "{\"environment\":\"prod\",\"region\":\"eu-west-1\",\"promotion\":\"APR-0012\",\"configSha256\":\"2c26b46b…\","
                    + "\"rollbackPlan\":{\"target\":\"1.3.0\",\"steps\":[\"Point the router to 1.3.0\",\"Check the error "
                    + "rate\"],\"responsible\":\"Scoring on call\",\"expectedMinutes\":15}}"
            )
            .Produces<DeploymentView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 413, 422);
        model
            .MapGet("/versions/{version}/deployments", ListAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List deployments of a version")
            .WithDescription("Newest first.")
            .Produces<ApiPage<DeploymentView>>()
            .Refuses(401, 403, 404, 422);
        model
            .MapGet("/versions/{version}/deployments/{id}", GetAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read a deployment")
            .WithDescription("Example: DEP-0003.")
            .Produces<DeploymentView>()
            .Refuses(401, 403, 404);
        model
            .MapPost("/versions/{version}/deployments/{id}/rollback-plans", PlanAsync)
            .RequireCaller(Permission.Deploy, "deployment.plan-recorded")
            .WithSummary("Record a new rollback plan")
            .WithDescription(
                "The new plan replaces the previous one, which stays on record. Possible only while the deployment is active. "
                    + "Example: {\"target\":\"1.3.0\",\"steps\":[\"Point the router to 1.3.0\",\"Check the error "
                    + "rate\"],\"responsible\":\"Scoring on call\",\"expectedMinutes\":15} or {\"whyNone\":\"The first version: there is "
                    + "none to go back to\"}"
            )
            .Produces<RollbackPlanView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 413, 422);
        model
            .MapGet("/versions/{version}/deployments/{id}/rollback-plans", PlansAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List rollback plans of a deployment")
            .WithDescription("The newest plan comes first and is the one in force.")
            .Produces<IReadOnlyList<RollbackPlanView>>()
            .Refuses(401, 403, 404);
        model
            .MapPost("/versions/{version}/rollback", RollBackAsync)
            .RequireCaller()
            .WithSummary("Roll back production")
            .WithDescription(
                "The path names the version now in production, and `to` the earlier version, which needs "
                    + "an approval of its own for production that has not been revoked, but no new signatures. Every region "
                    + "of the current version is rolled back; the answer is the first of the new deployments. Example: "
                    + "{\"to\":\"1.3.0\",\"reason\":\"False positives doubled since 14:00\"}"
            )
            .Produces<DeploymentView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 413, 422);
        model
            .MapGet("/deployments", ListAllAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List deployments of a model")
            .WithDescription("Newest first.")
            .Produces<ApiPage<DeploymentView>>()
            .Refuses(401, 403, 404, 422);
        model
            .MapGet("/production", ProductionAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Find which version was in production")
            .WithDescription(
                "`at` is an instant (RFC 3339); without it, the answer is for now. The period of a deployment includes its "
                    + "start but not its end. 404 when nothing was in production. 409 (record.altered) when a deployment's "
                    + "record does not agree with the audit log. Example: ?at=2026-11-04T12:00:00Z"
            )
            .Produces<ProductionView>()
            .Refuses(401, 403, 404, 409, 422);
    }

    private static async Task<IResult> DeployAsync(
        string model,
        string version,
        [FromBody] DeploymentBody body,
        Caller caller,
        DeployVersion deploy,
        CancellationToken ct
    )
    {
        var outcome = await deploy.RunAsync(
            caller.Actor,
            new(model, version, body.Environment, body.Promotion)
            {
                Region = body.Region,
                ConfigSha256 = body.ConfigSha256,
                Image = body.Image,
                RollbackPlan = body.RollbackPlan,
                Experiment = body.Experiment,
            },
            ct
        );
        return Created(outcome);
    }

    private static async Task<IResult> RollBackAsync(
        string model,
        string version,
        [FromBody] RollBackBody body,
        Caller caller,
        RollBack rollBack,
        CancellationToken ct
    ) => Created(await rollBack.RunAsync(caller.Actor, new(model, version, body.To, body.Reason), ct));

    private static async Task<IResult> PlanAsync(
        string model,
        string version,
        string id,
        [FromBody] RollbackPlanBody body,
        Caller caller,
        RecordRollbackPlan record,
        CancellationToken ct
    )
    {
        var outcome = await record.RunAsync(caller.Actor, model, version, id, body, ct);
        return outcome.Match<IResult>(
            view =>
                TypedResults.Created(
                    $"/api/v1/models/{model}/versions/{Uri.EscapeDataString(version)}/deployments/{view.Deployment}/rollback-plans",
                    view
                ),
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> PlansAsync(string model, string version, string id, RecordRollbackPlan record, CancellationToken ct)
    {
        var outcome = await record.ListAsync(model, version, id, ct);
        return outcome.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> ListAsync(
        string model,
        string version,
        [AsParameters] ListQuery query,
        StageHistory history,
        CancellationToken ct
    )
    {
        var page = await history.DeploymentsAsync(model, version, query, ct);
        return page.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> ListAllAsync(
        string model,
        [AsParameters] ListQuery query,
        StageHistory history,
        CancellationToken ct
    )
    {
        var page = await history.DeploymentsAsync(model, version: null, query, ct);
        return page.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> GetAsync(string model, string version, string id, StageHistory history, CancellationToken ct)
    {
        var found = await history.DeploymentAsync(model, version, id, ct);
        return found.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> ProductionAsync(
        string model,
        string? at,
        ProductionAt production,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var instant = clock.GetLocalNow();
        // A plus sign that was not escaped arrives as a space.
        if (!string.IsNullOrEmpty(at) && !Rfc3339.TryParse(at.Replace(' ', '+'), out instant))
        {
            return Refusal
                .Field("production.at", "at", $"This has to be a time with a UTC offset, such as 2026-11-04T12:00:00Z.")
                .ToProblem();
        }

        var found = await production.RunAsync(model, instant, ct);
        return found.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static IResult Created(Result<DeploymentView> outcome) =>
        outcome.Match<IResult>(
            view =>
                TypedResults.Created(
                    $"/api/v1/models/{view.Model}/versions/{Uri.EscapeDataString(view.Version)}/deployments/{view.Id}",
                    view
                ),
            refusal => refusal.ToProblem()
        );
}
