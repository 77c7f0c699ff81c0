using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Competences;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>What a person decides, and when the words of a statement are there already, what they were salted with.</summary>
/// <param name="Id">The id the decision bears.</param>
/// <param name="Proven">How and when the person proved who they are.</param>
/// <param name="StatedAt">When the statement was made, if before.</param>
/// <param name="CommentSalt">Salt of the comment's digest in it.</param>
/// <param name="ConditionSalt">Salt of the condition's digest in it.</param>
internal sealed record SigningFacts(
    SignOffId Id,
    ProvenIdentity Proven,
    DateTimeOffset? StatedAt = null,
    byte[]? CommentSalt = null,
    byte[]? ConditionSalt = null
)
{
    /// <summary>True when the promotion was refreshed just before: then the decision is refused where its facts have moved again.</summary>
    public bool IsRefreshed { get; init; }
}

/// <summary>A decision the rules allow, with the statement to be signed.</summary>
internal sealed record AllowedDecision(SignOff SignOff, ModelVersion Version, byte[] Statement);

/// <summary>
/// Asks the rules whether a person may decide as they want to. One place for the statement that is prepared and the one that is stored.
/// </summary>
internal static class SigningTerms
{
    /// <summary>Refuses a slot or a decision that does not exist.</summary>
    public static Refusal? RefusesNames(SignPromotion.Command command) =>
        !WireName.TryParse<SignOffRole>(command.Role, out _) ? PromotionRefusals.RoleUnknown
        : !WireName.TryParse<SignOffDecision>(command.Decision, out _) ? PromotionRefusals.DecisionUnknown
        : null;

    /// <summary>Decides on a promotion that is loaded for it.</summary>
    /// <exception cref="FactsMovedException">The promotion was evaluated on other facts, and was not refreshed before.</exception>
    public static async Task<Result<AllowedDecision>> DecideAsync(
        ActionContext context,
        PromotionEvaluator evaluator,
        SigningRights rights,
        Promotion promotion,
        SignPromotion.Command command,
        SigningFacts facts,
        CancellationToken ct
    )
    {
        if (RefusesNames(command) is { } unknown)
        {
            return unknown;
        }

        var (role, decision) = (WireName.Parse<SignOffRole>(command.Role!), WireName.Parse<SignOffDecision>(command.Decision!));
        var person = context.Access.Person!.Value; // the right is never a key's, the portal's or the host's
        // Locked with the promotion, and not read again.
        var model = (await context.Db.Models.FindAsync([promotion.Model], ct))!;
        var version = (await context.Db.Versions.FindAsync([promotion.Model, promotion.Version], ct))!;
        var resetAt = await SoonAfterReset.AtAsync(context.Db, person, ct);
        var signer = rights.SignerFor(promotion, model, role, command.Delegation);
        if (command.Delegation is { } named && signer.For?.Id != named)
        {
            return DelegationRefusals.NotInForce;
        }

        // Not the stored digest is signed but the facts: anything the evaluator missed is found here.
        var stale = await IsStaleAsync(context, evaluator, promotion, facts.IsRefreshed, ct);
        var outcome = promotion.Sign(
            model,
            facts.Id,
            role,
            new Signature(
                signer,
                decision,
                command.BundleDigest ?? "",
                command.Comment,
                command.Condition,
                facts.Proven.ToProof(),
                resetAt > context.Now - SoonAfterReset.Within
            )
            {
                StatedAt = facts.StatedAt,
                CommentSalt = facts.CommentSalt,
                ConditionSalt = facts.ConditionSalt,
                Batch = command.Batch,
            },
            context.Now
        );
        if (!outcome.IsDone)
        {
            return outcome.Refusal;
        }

        if (await TooSoonAsync(context, promotion, ct) is { } tooSoon)
        {
            return tooSoon;
        }

        if (await RequiredCompetences.RefusesComparedAsync(context, person, DutyOf(role), ct) is { } lacking)
        {
            return lacking;
        }

        if (
            decision is SignOffDecision.Approve or SignOffDecision.ApproveWithCondition
            && await evaluator.RefusesRetirementAsync(context, promotion, ct) is { } unfinished
        )
        {
            return unfinished;
        }

        return stale
            ? PromotionRefusals.BundleChanged
            : new AllowedDecision(
                outcome.Value,
                version,
                await SignOffStatements.BuildAsync(context.Db, promotion, version, outcome.Value, context.Access.Actor.Session, ct)
            );
    }

    private static CompetenceDuty DutyOf(SignOffRole role) =>
        role switch
        {
            SignOffRole.Security => CompetenceDuty.SignSecurity,
            SignOffRole.Legal => CompetenceDuty.SignLegal,
            SignOffRole.Owner => CompetenceDuty.SignOwner,
        };

    private static async Task<bool> IsStaleAsync(
        ActionContext context,
        PromotionEvaluator evaluator,
        Promotion promotion,
        bool isRefreshed,
        CancellationToken ct
    )
    {
        if (isRefreshed)
        {
            return promotion.State is PromotionState.Open
                && PromotionEvaluator.Changes(
                    promotion,
                    await evaluator.PlanAsync(context.Db, promotion, context.Now, atSigning: false, ct)
                );
        }

        if (
            promotion.IsLive
            && (
                promotion.ExpiresAt <= context.Now
                || await evaluator.PlanAsync(context.Db, promotion, context.Now, atSigning: true, ct) is var plan
                    && (plan.Fresh is not null || PromotionEvaluator.Changes(promotion, plan))
            )
        )
        {
            throw new FactsMovedException();
        }

        return false;
    }

    // As long after a reset as the policies say by which the gate of the promotion ran.
    private static async Task<Refusal?> TooSoonAsync(ActionContext context, Promotion promotion, CancellationToken ct)
    {
        if (context.Access.Person is not { } person)
        {
            return null;
        }

        var run = await context.Db.GateRuns.FindAsync([promotion.GateRun], ct);
        var within = run is null ? SoonAfterReset.Within : TimeSpan.FromHours(run.ReadResult().Approvals.SoonAfterResetHours);
        return await SoonAfterReset.RefusesAsync(context.Db, person, within, context.Now, ct);
    }
}
