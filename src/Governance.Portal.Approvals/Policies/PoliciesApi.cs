using System.Text;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Policies;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Body of a proposed policy.</summary>
/// <param name="Policy">The exact text of the policy.</param>
/// <param name="Reason">Reason for the proposal.</param>
/// <param name="Tests">Tests of the policy, a <c>*_test.yaml</c> in which stored gate runs serve as inputs.</param>
/// <param name="Origin">The commit that the text came from, and who signed it.</param>
public sealed record ProposalBody(string? Policy, string? Reason, string? Tests = null, string? Origin = null);

/// <summary>Body of a back-test.</summary>
/// <param name="Policy">Text of the changed policy.</param>
/// <param name="Days">How many days to look back, 1 to 3650 (default: 90).</param>
public sealed record BackTestBody(string? Policy, int? Days = null);

/// <summary>Body of the back-test of a proposal.</summary>
/// <param name="Days">How many days to look back, 1 to 3650 (default: 90).</param>
public sealed record BackTestDaysBody(int? Days = null);

/// <summary>Body of a check of a policy's text.</summary>
/// <param name="Policy">Text of the policy.</param>
public sealed record PolicyTextBody(string? Policy = null);

/// <summary>Body of an approval.</summary>
/// <param name="Sha256">Digest of the text that was read.</param>
public sealed record ApproveProposalBody(string? Sha256);

/// <summary>The result of checking a policy's text.</summary>
/// <param name="Valid">Whether the text is a valid policy.</param>
/// <param name="Name">Name of the policy, if it is valid.</param>
/// <param name="Version">Version of the policy, if it is valid.</param>
/// <param name="Sha256">Digest of the text, if it is valid.</param>
/// <param name="Errors">What makes the text invalid.</param>
/// <param name="Warnings">What is valid but probably not intended.</param>
public sealed record PolicyCheckView(
    bool Valid,
    string? Name,
    string? Version,
    string? Sha256,
    IReadOnlyList<PolicyProblem> Errors,
    IReadOnlyList<PolicyProblem> Warnings
);

/// <summary>Policies and proposed changes over HTTP.</summary>
internal static class PoliciesApi
{
    private const string ProofHeader = "X-Reauthentication";
    private const int DefaultDays = 90;

    public static void Map(RouteGroupBuilder api)
    {
        var policies = api.MapGroup("/policies").WithTags("Policies");
        policies
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadPolicies)
            .WithSummary("List the policies in force")
            .WithDescription("Lists the built-in baseline first, then the others sorted by name.")
            .Produces<ApiPage<PolicyRow>>()
            .Refuses(401, 403);
        policies
            .MapGet("/{name}", GetAsync)
            .RequirePermission(Permission.ReadPolicies)
            .WithSummary("Read a policy")
            .WithDescription(
                "Returns the exact text of the policy, its versions and proposed changes. Example: /api/v1/policies/high-risk-models"
            )
            .Produces<PolicyDetails>()
            .Refuses(401, 403, 404);
        policies
            .MapGet("/versions/{sha256}/source", SourceAsync)
            .RequirePermission(Permission.ReadPolicies)
            .WithSummary("Read the text of a policy version")
            .WithDescription("Returns the exact bytes that a gate run names by their digest.")
            .Produces<string>(contentType: "application/yaml")
            .Refuses(401, 403, 404);
        policies
            .MapPost("/validate", Validate)
            .RequirePermission(Permission.ReadPolicies)
            .WithSummary("Check a policy's text")
            .WithDescription(
                "Answers 200 with every problem by line and column; nothing is stored. Example: {\"policy\":\"apiVersion: "
                    + "governance/v1\\nkind: ModelPolicy\\n…\"}"
            )
            .Produces<PolicyCheckView>()
            .Refuses(401, 403);
        policies
            .MapPost("/backtest", BackTestAsync)
            .RequirePermission(Permission.ReadPolicies)
            .WithSummary("Back-test a policy")
            .WithDescription(
                "Re-evaluates the gate runs of the given number of days, each with its stored input and the policies in force "
                    + "at the time, with this text in place of the policy of the same name. Example: {\"policy\":\"apiVersion: "
                    + "governance/v1\\n…\",\"days\":90}"
            )
            .Produces<BackTestView>()
            .Refuses(401, 403, 422);
        policies
            .MapPost("", ProposeAsync)
            .RequireCaller(Permission.ProposePolicy, "proposal.made")
            .WithSummary("Propose a policy, or a change of one")
            .WithDescription(
                "This does not put anything in force: that requires passing tests, a back-test, and the approval of one risk "
                    + "officer and one security approver, neither of them the author. Example: {\"policy\":\"apiVersion: "
                    + "governance/v1\\n…\",\"tests\":\"apiVersion: governance/v1\\nkind: PolicyTest\\n…\",\"reason\":\"AUC of "
                    + "0.8 as agreed\"}"
            )
            .Produces<ProposalView>(StatusCodes.Status201Created)
            .Refuses(401, 403, 409, 422);
        MapChanges(policies.MapGroup("/changes"));
    }

    private static void MapChanges(RouteGroupBuilder changes)
    {
        changes
            .MapGet("", ProposalsAsync)
            .RequirePermission(Permission.ReadPolicies)
            .WithSummary("List proposed changes")
            .WithDescription("Newest first. Filters: policy, state. Example: ?state=open")
            .Produces<ApiPage<ProposalRow>>()
            .Refuses(401, 403, 422);
        changes
            .MapGet("/{id}", ProposalAsync)
            .RequirePermission(Permission.ReadPolicies)
            .WithSummary("Read a proposed change")
            .WithDescription("Example: PCR-0003. Returns both texts, the current results of the tests, the back-test and the approvals.")
            .Produces<ProposalView>()
            .Refuses(401, 403, 404);
        changes
            .MapPost("/{id}/backtest", BackTestProposalAsync)
            .RequireCaller(Permission.ProposePolicy, "proposal.back-tested")
            .WithSummary("Back-test a proposed change")
            .WithDescription("Like the back-test of a text, but kept with the proposal. Example: {\"days\":90}")
            .Produces<BackTestView>()
            .Refuses(401, 403, 404, 409, 422);
        changes
            .MapPost("/{id}/approve", ApproveAsync)
            .RequireCaller()
            .WithSummary("Approve a proposed change")
            .WithDescription(
                "Requires one risk officer and one security approver, neither of them the author, each with a fresh proof of "
                    + "identity in X-Reauthentication. With the second approval, the text comes into force, and every open or "
                    + "approved promotion is evaluated against it. Example: {\"sha256\":\"4be81d07…\"}"
            )
            .Produces<ProposalView>()
            .Refuses(401, 403, 404, 409);
        changes
            .MapPost("/{id}/reject", RejectAsync)
            .RequireCaller()
            .WithSummary("Reject a proposed change")
            .WithDescription(
                "For anyone who could approve the change, with a fresh proof of identity. Example: {\"reason\":\"The bound is "
                    + "below what we reported to the supervisor\"}"
            )
            .Produces<ProposalView>()
            .Refuses(401, 403, 404, 409, 422);
        changes
            .MapPost("/{id}/withdraw", WithdrawAsync)
            .RequireCaller()
            .WithSummary("Withdraw a proposed change")
            .WithDescription("For the author of the change.")
            .Produces<ProposalView>()
            .Refuses(401, 403, 404, 409);
    }

    private static async Task<IResult> ListAsync(GetPolicies get, CancellationToken ct) =>
        TypedResults.Ok(new ApiPage<PolicyRow>(await get.ListAsync(ct), null));

    private static async Task<IResult> GetAsync(string name, GetPolicies get, CancellationToken ct) =>
        (await get.GetAsync(name, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> SourceAsync(string sha256, GetPolicies get, CancellationToken ct) =>
        (await get.SourceAsync(sha256, ct)).Match<IResult>(
            source => TypedResults.Text(source, "application/yaml", Encoding.UTF8),
            refusal => refusal.ToProblem()
        );

    private static Microsoft.AspNetCore.Http.HttpResults.Ok<PolicyCheckView> Validate([FromBody] PolicyTextBody body, TimeProvider clock)
    {
        var found = PolicyLint.Check(Encoding.UTF8.GetBytes(body.Policy ?? ""), "policy.yaml", clock.GetLocalNow());
        return TypedResults.Ok(
            new PolicyCheckView(
                found.Document is not null,
                found.Document?.Name,
                found.Document?.Version,
                found.Document?.Sha256,
                found.Errors,
                found.Warnings
            )
        );
    }

    private static async Task<IResult> BackTestAsync([FromBody] BackTestBody body, BackTestPolicy test, CancellationToken ct) =>
        (await test.RunAsync(body.Policy, body.Days ?? DefaultDays, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> ProposeAsync(
        [FromBody] ProposalBody body,
        Caller caller,
        ProposePolicy propose,
        GetPolicies get,
        CancellationToken ct
    )
    {
        var outcome = await propose.RunAsync(caller.Actor, new(body.Policy, body.Tests, body.Reason, body.Origin), ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await AnswerAsync(get, outcome.Value, created: true, ct);
    }

    private static async Task<IResult> ProposalsAsync(
        [AsParameters] ListQuery list,
        string? policy,
        string? state,
        GetPolicies get,
        CancellationToken ct
    )
    {
        var page = list.TakeBelow<PolicyProposalId>();
        if (!page.IsDone)
        {
            return page.Refusal.ToProblem();
        }

        ProposalState? only = null;
        if (!string.IsNullOrEmpty(state))
        {
            if (!WireName.TryParse<ProposalState>(state, out var parsed))
            {
                return Refusal
                    .Field(
                        "proposal.state-unknown",
                        "state",
                        $"The state must be one of {string.Join(", ", WireName.All<ProposalState>())}."
                    )
                    .ToProblem();
            }

            only = parsed;
        }

        var (take, below) = page.Value;
        return TypedResults.Ok(await get.ProposalsAsync(string.IsNullOrEmpty(policy) ? null : policy, only, below, take, ct));
    }

    private static Task<IResult> ProposalAsync(string id, GetPolicies get, CancellationToken ct) =>
        DisplayId.TryParse<PolicyProposalId>(id, out var proposal)
            ? AnswerAsync(get, proposal, created: false, ct)
            : Task.FromResult<IResult>(ProposalRefusals.NotFound.ToProblem());

    private static async Task<IResult> BackTestProposalAsync(
        string id,
        [FromBody] BackTestDaysBody body,
        Caller caller,
        BackTestPolicy test,
        CancellationToken ct
    ) =>
        DisplayId.TryParse<PolicyProposalId>(id, out var proposal)
            ? (await test.RunAsync(caller.Actor, proposal, body.Days ?? DefaultDays, ct)).Match<IResult>(
                TypedResults.Ok,
                refusal => refusal.ToProblem()
            )
            : ProposalRefusals.NotFound.ToProblem();

    private static Task<IResult> ApproveAsync(
        string id,
        [FromBody] ApproveProposalBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        DecideProposal decide,
        GetPolicies get,
        CancellationToken ct
    ) => RunAsync(id, get, proposal => decide.RunAsync(caller.Actor, new(proposal, Approve: true, body.Sha256, null, proof), ct), ct);

    private static Task<IResult> RejectAsync(
        string id,
        [FromBody] ReasonBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        DecideProposal decide,
        GetPolicies get,
        CancellationToken ct
    ) => RunAsync(id, get, proposal => decide.RunAsync(caller.Actor, new(proposal, Approve: false, null, body.Reason, proof), ct), ct);

    private static Task<IResult> WithdrawAsync(
        string id,
        Caller caller,
        WithdrawProposal withdraw,
        GetPolicies get,
        CancellationToken ct
    ) => RunAsync(id, get, proposal => withdraw.RunAsync(caller.Actor, proposal, ct), ct);

    private static async Task<IResult> RunAsync(
        string id,
        GetPolicies get,
        Func<PolicyProposalId, Task<Result<PolicyProposalId>>> act,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<PolicyProposalId>(id, out var proposal))
        {
            return ProposalRefusals.NotFound.ToProblem();
        }

        var outcome = await act(proposal);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await AnswerAsync(get, proposal, created: false, ct);
    }

    private static async Task<IResult> AnswerAsync(GetPolicies get, PolicyProposalId id, bool created, CancellationToken ct)
    {
        var found = await get.ProposalAsync(id, ct);
        return found.Match<IResult>(
            view => created ? TypedResults.Created($"/api/v1/policies/changes/{id}", view) : TypedResults.Ok(view),
            refusal => refusal.ToProblem()
        );
    }
}
