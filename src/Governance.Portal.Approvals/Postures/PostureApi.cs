using System.ComponentModel;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Approvals.Postures;

/// <summary>How what runs stands to the policies, over HTTP.</summary>
internal static class PostureApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var posture = api.MapGroup("/posture").WithTags("Posture");
        posture
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadGates)
            .WithName("ListPostures")
            .WithSummary("List the posture of deployments")
            .WithDescription(
                "One item per deployment that runs, in production, in an experiment or in staging, the newest change first"
                    + ": in policy, warning or out of policy, since "
                    + "when, the deadline for a fix, and which rules fail. Re-evaluated whenever a policy, evidence, alert, "
                    + "incident or risk changes and at least once an hour. With `at`, returns their posture at that time. "
                    + "Example: ?state=out&model=fraud-scorer"
            )
            .Produces<ApiPage<PostureView>>()
            .Refuses(401, 403, 422);
        posture
            .MapGet("/export", Export)
            .RequirePermission(Permission.ReadGates)
            .WithSummary("Export the posture of deployments as CSV")
            .WithDescription(
                "One row per deployment and failing rule, and one for a deployment in policy. Accepts the same filters as the list."
            )
            .Produces(StatusCodes.Status200OK, contentType: "text/csv")
            .Refuses(401, 403, 422);
        posture
            .MapGet("/{model}", HistoryAsync)
            .RequirePermission(Permission.ReadGates)
            .WithSummary("Read the posture history of a model's deployments")
            .WithDescription("Lists each change, newest first. The item without an end is the current state of a deployment.")
            .Produces<ApiPage<PostureView>>()
            .Refuses(401, 403, 404, 422);
        api.MapGet("/policies/changes/{id}/posture", PreviewAsync)
            .WithTags("Policies")
            .RequirePermission(Permission.ReadPolicies)
            .WithSummary("Preview what a proposed change would mean for deployments")
            .WithDescription(
                "Evaluates the deployments that run against the proposed text and the current facts: which would go out "
                    + "of policy, and which would be in policy again. At most 1,000 deployments; `complete` says whether that was all."
            )
            .Produces<PosturePreview>()
            .Refuses(401, 403, 404);
    }

    private static async Task<IResult> PreviewAsync(string id, PreviewPosture preview, CancellationToken ct) =>
        DisplayId.TryParse<PolicyProposalId>(id, out var proposal)
            ? (await preview.RunAsync(proposal, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem())
            : ProposalRefusals.NotFound.ToProblem();

    private static async Task<IResult> ListAsync(
        [AsParameters] PostureQuery query,
        [AsParameters] ListQuery list,
        ListPostures postures,
        CancellationToken ct
    )
    {
        var (filter, page) = (query.ToFilter(), list.TakeBelow<PostureId>());
        return (filter.Refusal ?? page.Refusal) is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Ok(await postures.ListAsync(filter.Value, page.Value.Below, page.Value.Take, ct));
    }

    private static async Task<IResult> HistoryAsync(
        string model,
        [AsParameters] ListQuery list,
        ListPostures postures,
        CancellationToken ct
    )
    {
        var page = list.TakeBelow<PostureId>();
        return page.Refusal is { } refusal ? refusal.ToProblem()
            : await postures.KnowsAsync(model, ct)
                ? TypedResults.Ok(await postures.HistoryAsync(model, page.Value.Below, page.Value.Take, ct))
            : ModelRefusals.NotFound(model).ToProblem();
    }

    private static IResult Export([AsParameters] PostureQuery query, ListPostures postures, HttpContext http)
    {
        var filter = query.ToFilter();
        return filter.Refusal is { } refusal
            ? refusal.ToProblem()
            : Results.Stream(
                to => PostureCsv.WriteAsync(postures.AllAsync(filter.Value, http.RequestAborted), to, http.RequestAborted),
                "text/csv; charset=utf-8",
                "posture.csv"
            );
    }
}

/// <summary>Filters of the list.</summary>
internal sealed record PostureQuery
{
    [FromQuery(Name = "state")]
    [Description("in, warning or out")]
    public string? State { get; init; }

    [FromQuery(Name = "model")]
    [Description("Only deployments of this model")]
    public string? Model { get; init; }

    [FromQuery(Name = "environment")]
    [Description("Only deployments in this environment")]
    public string? Environment { get; init; }

    [FromQuery(Name = "rule")]
    [Description("Only where this rule fails, such as high-risk-models/PERF-01")]
    public string? Rule { get; init; }

    [FromQuery(Name = "at")]
    [Description("Posture at this time; now when absent")]
    public DateTimeOffset? At { get; init; }

    public Result<PostureFilter> ToFilter()
    {
        PostureState? state = null;
        if (!string.IsNullOrEmpty(State))
        {
            if (!WireName.TryParse<PostureState>(State, out var parsed))
            {
                return PostureRefusals.StateUnknown;
            }

            state = parsed;
        }

        return new PostureFilter(state, Given(Model), Given(Environment)) { Rule = Given(Rule), At = At };
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
