using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Conversations;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Conversations;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Body of a promotion request.</summary>
/// <param name="To"><c>staging</c>, <c>production</c> or <c>retired</c>.</param>
/// <param name="Reason">Reason for the request, in words that others can understand later.</param>
/// <param name="Experiment">Experiment that the promotion to production is limited to, such as EXP-0004: the version then decides for the
/// experiment's share alone.</param>
public sealed record PromotionBody(string? To, string? Reason, string? Experiment = null);

/// <summary>Body of a decision.</summary>
/// <param name="Role">The slot: <c>security</c>, <c>legal</c>, <c>owner</c>.</param>
/// <param name="Decision"><c>approve</c>, <c>approve-with-condition</c>, <c>reject</c>, <c>request-changes</c>.</param>
/// <param name="Comment">Required to reject or to request changes.</param>
/// <param name="Condition">Required to approve with a condition.</param>
/// <param name="BundleDigest">The digest of the bundle that was read.</param>
/// <param name="Delegation">The delegation to sign under, such as DLG-0003; if absent, the signer's own right is used first, then what
/// was delegated to them.</param>
/// <param name="Draft">The prepared statement, when a passkey signed it.</param>
public sealed record SignOffBody(
    string? Role,
    string? Decision,
    string? Comment = null,
    string? Condition = null,
    [property: Required] string? BundleDigest = null,
    DelegationId? Delegation = null,
    string? Draft = null
)
{
    /// <summary>The result of <c>PublicKeyCredential.toJSON()</c> for the prepared statement.</summary>
    public JsonElement? Credential { get; init; }
}

/// <summary>Body of a decision to be signed with a passkey.</summary>
/// <param name="Role">The slot: <c>security</c>, <c>legal</c>, <c>owner</c>.</param>
/// <param name="Decision"><c>approve</c>, <c>approve-with-condition</c>, <c>reject</c>, <c>request-changes</c>.</param>
/// <param name="Comment">Required to reject or to request changes.</param>
/// <param name="Condition">Required to approve with a condition.</param>
/// <param name="BundleDigest">The digest of the bundle that was read.</param>
/// <param name="Delegation">The delegation to sign under.</param>
public sealed record PrepareSignOffBody(
    string? Role,
    string? Decision,
    string? Comment = null,
    string? Condition = null,
    [property: Required] string? BundleDigest = null,
    DelegationId? Delegation = null
);

/// <summary>Promotions over HTTP.</summary>
internal static class ApprovalsApi
{
    private const string ProofHeader = "X-Reauthentication";

    public static void Map(RouteGroupBuilder api)
    {
        var one = api.MapGroup("/promotions").WithTags("Promotions");
        api.MapPost("/models/{model}/versions/{version}/promotions", RequestAsync)
            .RequireCaller()
            .WithTags("Promotions")
            .WithSummary("Request a promotion")
            .WithDescription(
                "Opens a request and runs the gate. Answers 201 even if the gate blocks; nothing can be approved until it passes. 409 "
                    + "names the request that is open for the same version and stage. Example: "
                    + "{\"to\":\"production\",\"reason\":\"Lower false positive rate\"}"
            )
            .Produces<PromotionView>(StatusCodes.Status201Created)
            .Refuses(401, 403, 404, 409, 422);
        api.MapPost("/agents/{agent}/versions/{version}/promotions", RequestForAgentAsync)
            .RequireCaller()
            .WithTags("Promotions")
            .WithSummary("Request the promotion of an agent")
            .WithDescription(
                "Works as for a model: what is signed is the evidence bundle, which names the digest of the version's manifest. "
                    + "Example: {\"to\":\"production\",\"reason\":\"Pays invoices up to 500 euros\"}"
            )
            .Produces<PromotionView>(StatusCodes.Status201Created)
            .Refuses(401, 403, 404, 409, 422);
        one.MapGet("", ListAsync)
            .RequirePermission(Permission.ReadApprovals)
            .WithSummary("List promotions")
            .WithDescription(
                "Newest first. Filters: state (open, approved, rejected, withdrawn, expired, deployed), and model or agent. "
                    + "For the promotion of an agent, `agent` holds the agent's name as well."
            )
            .Produces<ApiPage<PromotionView>>()
            .Refuses(401, 403, 422);
        one.MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadApprovals)
            .WithSummary("Read a promotion")
            .WithDescription(
                "Includes the gate results, every sign-off ever made and the chain of custody. The ETag is the promotion's revision."
            )
            .Produces<PromotionView>()
            .Refuses(401, 403, 404);
        one.MapGet("/{id}/bundle", BundleAsync)
            .RequirePermission(Permission.ReadApprovals)
            .WithSummary("Download the evidence bundle")
            .WithDescription("The exact bytes that are signed: their SHA-256 is the promotion's bundleDigest.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Refuses(401, 403, 404);
        one.MapPost("/{id}/signoffs", SignAsync)
            .RequireCaller()
            .WithSummary("Sign off")
            .WithDescription(
                "Records a person's decision on one slot, their own or one delegated to them, with a fresh proof of identity in "
                    + "X-Reauthentication. Not for API keys. Checked in this order: identity, role and separation of duties (401, "
                    + "403), state (409), content (422). Every refusal leaves an audit entry. Example: "
                    + "{\"role\":\"security\",\"decision\":\"approve\",\"comment\":\"Reviewed\",\"bundleDigest\":\"4be81d07…\"}"
            )
            .Produces<PromotionView>(StatusCodes.Status201Created)
            .Refuses(401, 403, 404, 409, 422);
        one.MapPost("/{id}/signoffs/prepare", PrepareAsync)
            .RequireCaller()
            .WithMetadata(SecretAnswer.Instance)
            .WithSummary("Prepare a signature with a passkey")
            .WithDescription(
                "Creates the statement and checks every rule. Only refusals are recorded. Have the passkey sign the options in "
                    + "`publicKey` within five minutes, then sign off with the same values, the draft and the credential, and "
                    + "without X-Reauthentication. Refused if any fact has changed in between."
            )
            .Produces<PreparedSignOff>()
            .Refuses(401, 403, 404, 409, 422);
        SignaturesApi.Map(one);
        one.MapPost("/{id}/signoffs/{signOff}/revoke", RevokeAsync)
            .RequireCaller()
            .WithSummary("Revoke a signature")
            .WithDescription(
                "For a signer who has changed their mind, with a fresh proof of identity. An approved promotion becomes open "
                    + "again. Example: {\"reason\":\"The test set was wrong\"}"
            )
            .Produces<PromotionView>()
            .Refuses(401, 403, 404, 409, 422);
        one.MapPost("/{id}/withdraw", WithdrawAsync)
            .RequireCaller()
            .WithSummary("Withdraw a request")
            .WithDescription("Only for the requester, while the request is open. Example: {\"reason\":\"Superseded by 1.4.1\"}")
            .Produces<PromotionView>()
            .Refuses(401, 403, 404, 409, 412, 422);
        one.MapPost("/{id}/comments", CommentAsync)
            .RequireCaller(Permission.Comment, "promotion.commented")
            .WithBodyLimit(CommentRequest.MaxBytes)
            .Accepts<CommentBody>("application/json", "multipart/form-data")
            .WithSummary("Comment")
            .WithDescription($"{ConversationsApi.About} Returns the promotion, with the new comment as its member `comment`.")
            .Produces<PromotionView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 413, 415, 422);
    }

    private static async Task<IResult> RequestAsync(
        string model,
        string version,
        [FromBody] PromotionBody body,
        Caller caller,
        HttpContext http,
        RequestPromotion request,
        GetPromotion get,
        CancellationToken ct
    )
    {
        var outcome = await request.RunAsync(caller.Actor, new(model, version, body.To, body.Reason) { Experiment = body.Experiment }, ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await CreatedAsync(http, get, outcome.Value, ct);
    }

    private static async Task<IResult> RequestForAgentAsync(
        string agent,
        string version,
        [FromBody] PromotionBody body,
        Caller caller,
        HttpContext http,
        RequestPromotion request,
        GetPromotion get,
        CancellationToken ct
    )
    {
        var outcome = await request.RunAsync(
            caller.Actor,
            new(agent, version, body.To, body.Reason) { OfAgent = true, Experiment = body.Experiment },
            ct
        );
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await CreatedAsync(http, get, outcome.Value, ct);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery list,
        string? state,
        string? model,
        string? agent,
        GetPromotion get,
        CancellationToken ct
    )
    {
        var page = list.TakeBelow<PromotionId>();
        if (!page.IsDone)
        {
            return page.Refusal.ToProblem();
        }

        PromotionState? only = null;
        if (!string.IsNullOrEmpty(state))
        {
            if (!WireName.TryParse<PromotionState>(state, out var parsed))
            {
                return Refusal
                    .Field(
                        "promotion.state-unknown",
                        "state",
                        $"The state must be one of {string.Join(", ", WireName.All<PromotionState>())}."
                    )
                    .ToProblem();
            }

            only = parsed;
        }

        var (take, before) = page.Value;
        var items = await get.ListAsync(
            only,
            string.IsNullOrEmpty(model) ? null : model,
            string.IsNullOrEmpty(agent) ? null : agent,
            before,
            take + 1,
            ct
        );
        var more = items.Count > take;
        var shown = more ? items.Take(take).ToList() : items;
        return TypedResults.Ok(new ApiPage<PromotionView>(shown, more ? Cursor.Encode(shown[^1].Id.ToString()) : null));
    }

    private static async Task<IResult> GetAsync(string id, HttpContext http, GetPromotion get, CancellationToken ct) =>
        DisplayId.TryParse<PromotionId>(id, out var promotion)
            ? await OkAsync(http, get, promotion, ct)
            : PromotionRefusals.NotFound.ToProblem();

    private static async Task<IResult> BundleAsync(string id, GetPromotion get, CancellationToken ct)
    {
        if (!DisplayId.TryParse<PromotionId>(id, out var promotion))
        {
            return PromotionRefusals.NotFound.ToProblem();
        }

        var bundle = await get.BundleAsync(promotion, ct);
        return bundle.Match<IResult>(bytes => TypedResults.Bytes(bytes, "application/json"), refusal => refusal.ToProblem());
    }

    private static async Task<IResult> SignAsync(
        string id,
        [FromBody] SignOffBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        HttpContext http,
        SignPromotion sign,
        GetPromotion get,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<PromotionId>(id, out var promotion))
        {
            return PromotionRefusals.NotFound.ToProblem();
        }

        var outcome = await sign.RunAsync(
            caller.Actor,
            new(promotion, body.Role, body.Decision, body.Comment, body.Condition, body.BundleDigest, proof, body.Delegation)
            {
                Passkey = body.Draft is null
                    ? null
                    : new(body.Draft, body.Credential is { } credential ? PasskeyAssertion.Read(credential) : null),
            },
            ct
        );
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await CreatedAsync(http, get, promotion, ct);
    }

    private static async Task<IResult> PrepareAsync(
        string id,
        [FromBody] PrepareSignOffBody body,
        Caller caller,
        HttpContext http,
        PrepareSignOff prepare,
        IOptions<SecurityOptions> security,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<PromotionId>(id, out var promotion))
        {
            return PromotionRefusals.NotFound.ToProblem();
        }

        var outcome = await prepare.RunAsync(
            caller.Actor,
            new(promotion, body.Role, body.Decision, body.Comment, body.Condition, body.BundleDigest, null, body.Delegation),
            PasskeySite.Of(http.Request, security.Value),
            ct
        );
        return outcome.Match<IResult>(prepared => TypedResults.Ok(prepared), refusal => refusal.ToProblem());
    }

    private static async Task<IResult> RevokeAsync(
        string id,
        string signOff,
        [FromBody] ReasonBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        HttpContext http,
        RevokeSignOff revoke,
        GetPromotion get,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<PromotionId>(id, out var promotion))
        {
            return PromotionRefusals.NotFound.ToProblem();
        }

        if (!DisplayId.TryParse<SignOffId>(signOff, out var which))
        {
            return PromotionRefusals.SignOffNotFound.ToProblem();
        }

        var outcome = await revoke.RunAsync(caller.Actor, new(promotion, which, body.Reason, proof), ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await OkAsync(http, get, promotion, ct);
    }

    private static async Task<IResult> WithdrawAsync(
        string id,
        [FromBody] ReasonBody body,
        Caller caller,
        HttpContext http,
        WithdrawPromotion withdraw,
        GetPromotion get,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<PromotionId>(id, out var promotion))
        {
            return PromotionRefusals.NotFound.ToProblem();
        }

        var ifMatch = ETags.IfMatch(http);
        var outcome = await withdraw.RunAsync(caller.Actor, new(promotion, body.Reason, revision => ETags.Refuses(ifMatch, revision)), ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await OkAsync(http, get, promotion, ct);
    }

    private static async Task<IResult> CommentAsync(
        string id,
        Caller caller,
        HttpContext http,
        PostComment post,
        GetPromotion get,
        IOptions<LimitsOptions> limits,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<PromotionId>(id, out var promotion))
        {
            return PromotionRefusals.NotFound.ToProblem();
        }

        var subject = ConversationSubject.Of(promotion);
        var read = await CommentRequest.ReadAsync(http, caller.Actor, subject, post, limits.Value, ct);
        if (read.Refusal is { } wrong)
        {
            return wrong.ToProblem();
        }

        await using var request = read.Value;
        var outcome = await post.RunAsync(caller.Actor, subject, request.Text, request.Files, ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await CreatedAsync(http, get, promotion, ct, outcome.Value);
    }

    private static async Task<IResult> OkAsync(HttpContext http, GetPromotion get, PromotionId id, CancellationToken ct)
    {
        var found = await get.RunAsync(id, ct);
        return found.Match<IResult>(
            view =>
            {
                ETags.Set(http, view.Revision);
                return TypedResults.Ok(view);
            },
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> CreatedAsync(
        HttpContext http,
        GetPromotion get,
        PromotionId id,
        CancellationToken ct,
        CommentView? comment = null
    )
    {
        var found = await get.RunAsync(id, ct);
        return found.Match<IResult>(
            view =>
            {
                ETags.Set(http, view.Revision);
                return TypedResults.Created($"/api/v1/promotions/{view.Id}", comment is null ? view : view with { Comment = comment });
            },
            refusal => refusal.ToProblem()
        );
    }
}
