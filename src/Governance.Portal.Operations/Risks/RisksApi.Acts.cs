using Governance.Domain;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Risks;

/// <content>What is read of one risk and done to it.</content>
internal static partial class RisksApi
{
    private static Task<IResult> ChangeAsync(
        string id,
        [FromBody] RiskChangeBody body,
        Caller caller,
        HttpContext http,
        ChangeRisk change,
        ListRisks list,
        CancellationToken ct
    ) =>
        RunAsync(
            id,
            http,
            list,
            (risk, match) =>
                change.RunAsync(
                    caller.Actor,
                    risk,
                    now =>
                        now with
                        {
                            Title = body.Title.Or(now.Title),
                            Category = body.Category.Or(now.Category),
                            Cause = body.Cause.Or(now.Cause),
                            Consequence = body.Consequence.Or(now.Consequence),
                            Model = body.Model.Or(now.Model),
                            Version = body.Version.Or(now.Version),
                            System = body.System.Or(now.System),
                            Owner = body.Owner.Or(null),
                            ControlOwner = body.ControlOwner.Or(null),
                            KnownControlOwner = body.ControlOwner.IsSet ? null : now.KnownControlOwner,
                            Inherent = body.Inherent.Or(now.Inherent),
                            Residual = body.Residual.Or(now.Residual),
                            Treatment = body.Treatment.Or(now.Treatment),
                            ReviewAt = body.ReviewAt.Or(now.ReviewAt),
                            Threats = body.Threats.Or(now.Threats),
                        },
                    body.Reason,
                    match,
                    ct
                ),
            ct
        );

    private static async Task<IResult> HistoryAsync(
        string id,
        [AsParameters] ListQuery query,
        ListRisks list,
        RiskHistory history,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<RiskId>(id, out var risk) || !(await list.GetAsync(risk, ct)).IsDone)
        {
            return RiskRefusals.NotFound.ToProblem();
        }

        var take = query.TakeBelow();
        if (take.Refusal is { } limit)
        {
            return limit.ToProblem();
        }

        return TypedResults.Ok(await history.RunAsync(risk, take.Value.Below, take.Value.Take, ct));
    }

    private static async Task<IResult> TimelineAsync(string id, ListRisks list, RiskHistory history, CancellationToken ct) =>
        DisplayId.TryParse<RiskId>(id, out var risk) && (await list.GetAsync(risk, ct)).IsDone
            ? TypedResults.Ok(new ApiPage<StoryStep>(await history.StoryAsync(risk, ct), null))
            : RiskRefusals.NotFound.ToProblem();

    private static Task<IResult> MitigateAsync(
        string id,
        [FromBody] MitigationBody body,
        Caller caller,
        HttpContext http,
        AddMitigation add,
        ListRisks list,
        CancellationToken ct
    ) => RunAsync(id, http, list, (risk, match) => add.RunAsync(caller.Actor, risk, body.Text, body.Evidence, match, ct), ct);

    private static Task<IResult> InPlaceAsync(
        string id,
        int number,
        [FromBody] InPlaceBody body,
        Caller caller,
        HttpContext http,
        PutMitigationInPlace put,
        ListRisks list,
        CancellationToken ct
    ) => RunAsync(id, http, list, (risk, match) => put.RunAsync(caller.Actor, risk, number, body.Evidence, match, ct), ct);

    private static Task<IResult> PlanAsync(
        string id,
        [FromBody] StepBody body,
        Caller caller,
        HttpContext http,
        AddRiskStep add,
        ListRisks list,
        CancellationToken ct
    ) => RunAsync(id, http, list, (risk, match) => add.RunAsync(caller.Actor, risk, body.Text, body.DueAt, match, ct), ct);

    private static Task<IResult> FinishAsync(
        string id,
        int number,
        [FromBody] EvidenceNameBody body,
        Caller caller,
        HttpContext http,
        FinishRiskStep finish,
        ListRisks list,
        CancellationToken ct
    ) => RunAsync(id, http, list, (risk, match) => finish.RunAsync(caller.Actor, risk, number, body.Evidence, match, ct), ct);

    private static Task<IResult> BindAsync(
        string id,
        [FromBody] BindRiskSignal.Command body,
        Caller caller,
        HttpContext http,
        BindRiskSignal bind,
        ListRisks list,
        CancellationToken ct
    ) => RunAsync(id, http, list, (risk, match) => bind.RunAsync(caller.Actor, risk, body, match, ct), ct);

    private static Task<IResult> UnbindAsync(
        string id,
        Caller caller,
        HttpContext http,
        BindRiskSignal bind,
        ListRisks list,
        CancellationToken ct
    ) => RunAsync(id, http, list, (risk, match) => bind.RunAsync(caller.Actor, risk, null, match, ct), ct);

    private static Task<IResult> ReviewAsync(
        string id,
        [FromBody] RiskReviewBody body,
        Caller caller,
        HttpContext http,
        ReviewRisk review,
        ListRisks list,
        CancellationToken ct
    ) => RunAsync(id, http, list, (risk, match) => review.RunAsync(caller.Actor, risk, body.Reason, match, ct), ct);

    private static Task<IResult> AcceptAsync(
        string id,
        [FromBody] AcceptanceBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        HttpContext http,
        AcceptRisk accept,
        ListRisks list,
        CancellationToken ct
    ) =>
        RunAsync(
            id,
            http,
            list,
            (risk, match) => accept.RunAsync(caller.Actor, new(risk, body.Reason, body.ExpiresAt, proof), match, ct),
            ct
        );

    private static Task<IResult> RevokeAsync(
        string id,
        [FromBody] RiskReasonBody body,
        Caller caller,
        HttpContext http,
        RevokeAcceptance revoke,
        ListRisks list,
        CancellationToken ct
    ) => RunAsync(id, http, list, (risk, match) => revoke.RunAsync(caller.Actor, risk, body.Reason, match, ct), ct);

    private static Task<IResult> CloseAsync(
        string id,
        [FromBody] RiskReasonBody body,
        Caller caller,
        HttpContext http,
        CloseRisk close,
        ListRisks list,
        CancellationToken ct
    ) => RunAsync(id, http, list, (risk, match) => close.RunAsync(caller.Actor, risk, body.Reason, match, ct), ct);

    private static Task<IResult> ReopenAsync(
        string id,
        [FromBody] RiskReasonBody body,
        Caller caller,
        HttpContext http,
        ReopenRisk reopen,
        ListRisks list,
        CancellationToken ct
    ) => RunAsync(id, http, list, (risk, match) => reopen.RunAsync(caller.Actor, risk, body.Reason, match, ct), ct);

    private static async Task<IResult> RunAsync(
        string id,
        HttpContext http,
        ListRisks list,
        Func<RiskId, string?, Task<Result<RiskId>>> act,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<RiskId>(id, out var risk))
        {
            return RiskRefusals.NotFound.ToProblem();
        }

        var outcome = await act(risk, ETags.IfMatch(http));
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await AnswerAsync(risk, created: false, http, list, ct);
    }

    private static async Task<IResult> AnswerAsync(RiskId id, bool created, HttpContext http, ListRisks list, CancellationToken ct)
    {
        var found = await list.GetAsync(id, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        ETags.Set(http, found.Value.Revision);
        return created ? TypedResults.Created($"/api/v1/risks/{id}", found.Value) : TypedResults.Ok(found.Value);
    }
}
