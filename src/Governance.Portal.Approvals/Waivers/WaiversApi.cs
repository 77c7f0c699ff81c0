using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Approvals.Waivers;

/// <summary>Body of a waiver request.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version.</param>
/// <param name="Policy">Name of the policy.</param>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Reason">Reason for the waiver.</param>
/// <param name="ExpiresAt">When the waiver ends, at most 90 days from now.</param>
public sealed record WaiverBody(string? Model, string? Version, string? Policy, string? Rule, string? Reason, DateTimeOffset? ExpiresAt);

/// <summary>Waivers over HTTP.</summary>
internal static class WaiversApi
{
    private const string ProofHeader = "X-Reauthentication";

    public static void Map(RouteGroupBuilder api)
    {
        var waivers = api.MapGroup("/waivers").WithTags("Waivers");
        waivers
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadApprovals)
            .WithSummary("List waivers")
            .WithDescription("Newest first. Filters: model, version, state. Example: ?model=fraud-scorer&state=in-force")
            .Produces<ApiPage<WaiverView>>()
            .Refuses(401, 403, 422);
        waivers
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadApprovals)
            .WithSummary("Read a waiver")
            .WithDescription("Example: WVR-0003.")
            .Produces<WaiverView>()
            .Refuses(401, 403, 404);
        waivers
            .MapPost("", RequestAsync)
            .RequireCaller()
            .WithSummary("Request a waiver")
            .WithDescription(
                "For people who may request promotions; not for API keys. A waiver is for one rule of a policy in force and "
                    + "one version, and ends at most 90 days from now. Example: "
                    + "{\"model\":\"fraud-scorer\",\"version\":\"1.4.0\",\"policy\":\"high-risk-models\",\"rule\":\"PERF-01\","
                    + "\"reason\":\"New labels arrive in March\",\"expiresAt\":\"2026-03-31T00:00:00Z\"}"
            )
            .Produces<WaiverView>(StatusCodes.Status201Created)
            .Refuses(401, 403, 404, 409, 422);
        waivers
            .MapPost("/{id}/grant", GrantAsync)
            .RequireCaller()
            .WithSummary("Grant a waiver")
            .WithDescription(
                "For a risk officer or security approver who requested neither the waiver nor the promotion, with a fresh proof of "
                    + "identity in X-Reauthentication. A critical rule needs one person of each role. A granted waiver is part of the "
                    + "bundle: live signatures on the previous bundle become void."
            )
            .Produces<WaiverView>()
            .Refuses(401, 403, 404, 409);
        waivers
            .MapPost("/{id}/refuse", RefuseAsync)
            .RequireCaller()
            .WithSummary("Refuse a waiver, or end one early")
            .WithDescription(
                "For risk officers and security approvers, with a fresh proof of identity. Example: "
                    + "{\"reason\":\"Measure again with the new labels\"}"
            )
            .Produces<WaiverView>()
            .Refuses(401, 403, 404, 409, 422);
        waivers
            .MapPost("/{id}/withdraw", WithdrawAsync)
            .RequireCaller()
            .WithSummary("Withdraw a waiver request")
            .WithDescription("For the person who requested the waiver, before it is granted.")
            .Produces<WaiverView>()
            .Refuses(401, 403, 404, 409);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery list,
        string? model,
        string? version,
        string? state,
        ListWaivers waivers,
        CancellationToken ct
    )
    {
        var page = list.TakeBelow<WaiverId>();
        if (!page.IsDone)
        {
            return page.Refusal.ToProblem();
        }

        WaiverState? only = null;
        if (!string.IsNullOrEmpty(state))
        {
            if (!WireName.TryParse<WaiverState>(state, out var parsed))
            {
                return Refusal
                    .Field("waiver.state-unknown", "state", $"The state must be one of {string.Join(", ", WireName.All<WaiverState>())}.")
                    .ToProblem();
            }

            only = parsed;
        }

        var (take, below) = page.Value;
        return TypedResults.Ok(await waivers.RunAsync(Given(model), Given(version), only, below, take, ct));
    }

    private static Task<IResult> GetAsync(string id, ListWaivers list, CancellationToken ct) =>
        DisplayId.TryParse<WaiverId>(id, out var waiver)
            ? AnswerAsync(list, waiver, created: false, ct)
            : Task.FromResult<IResult>(WaiverRefusals.NotFound.ToProblem());

    private static async Task<IResult> RequestAsync(
        [FromBody] WaiverBody body,
        Caller caller,
        RequestWaiver request,
        ListWaivers list,
        CancellationToken ct
    )
    {
        var outcome = await request.RunAsync(
            caller.Actor,
            new(body.Model, body.Version, body.Policy, body.Rule, body.Reason, body.ExpiresAt),
            ct
        );
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await AnswerAsync(list, outcome.Value, created: true, ct);
    }

    private static Task<IResult> GrantAsync(
        string id,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        DecideWaiver decide,
        ListWaivers list,
        CancellationToken ct
    ) => RunAsync(id, list, waiver => decide.RunAsync(caller.Actor, new(waiver, Grant: true, null, proof), ct), ct);

    private static Task<IResult> RefuseAsync(
        string id,
        [FromBody] ReasonBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        DecideWaiver decide,
        ListWaivers list,
        CancellationToken ct
    ) => RunAsync(id, list, waiver => decide.RunAsync(caller.Actor, new(waiver, Grant: false, body.Reason, proof), ct), ct);

    private static Task<IResult> WithdrawAsync(string id, Caller caller, WithdrawWaiver withdraw, ListWaivers list, CancellationToken ct) =>
        RunAsync(id, list, waiver => withdraw.RunAsync(caller.Actor, waiver, ct), ct);

    private static async Task<IResult> RunAsync(
        string id,
        ListWaivers list,
        Func<WaiverId, Task<Result<WaiverId>>> act,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<WaiverId>(id, out var waiver))
        {
            return WaiverRefusals.NotFound.ToProblem();
        }

        var outcome = await act(waiver);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await AnswerAsync(list, waiver, created: false, ct);
    }

    private static async Task<IResult> AnswerAsync(ListWaivers list, WaiverId id, bool created, CancellationToken ct)
    {
        var found = await list.GetAsync(id, ct);
        return found.Match<IResult>(
            view => created ? TypedResults.Created($"/api/v1/waivers/{view.Id}", view) : TypedResults.Ok(view),
            refusal => refusal.ToProblem()
        );
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
