using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>What came of a decision of a batch.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Signed">What was recorded, or null.</param>
/// <param name="Refusal">Why nothing was recorded, or null.</param>
public sealed record BatchOutcome(BatchDecision Decision, Signed? Signed, Refusal? Refusal);

/// <summary>
/// Signs the decisions of a batch one after another, each through <see cref="SignPromotion"/> with all its checks and in a transaction of
/// its own. One that is refused stops none of the others.
/// </summary>
public sealed class SignBatch(SignPromotion sign, PrepareSignOff prepare, Reauthentication reauthentication)
{
    /// <summary>Signs all of them on one entry of the password.</summary>
    /// <param name="actor">Who signs.</param>
    /// <param name="batch">The decisions, confirmed as this list.</param>
    /// <param name="who">Password and code, or a proof of the provider.</param>
    /// <param name="ct">Cancels before the next one; what is signed stays signed.</param>
    public async Task<Result<IReadOnlyList<BatchOutcome>>> RunAsync(
        Actor actor,
        SignOffBatch batch,
        Reauthentication.Command who,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(batch);
        var proofs = await reauthentication.RunBatchAsync(actor, who, batch, ct);
        if (proofs.Refusal is { } refusal)
        {
            return refusal;
        }

        var outcomes = new List<BatchOutcome>();
        for (var at = 0; at < batch.Decisions.Count; at++)
        {
            outcomes.Add(await SignAsync(actor, batch.Decisions[at], CommandOf(batch, at) with { Proof = proofs.Value[at].Text }, ct));
        }

        return outcomes;
    }

    /// <summary>Makes the statement of one decision, for a passkey to sign.</summary>
    public Task<Result<PreparedSignOff>> PrepareAsync(Actor actor, SignOffBatch batch, int at, PasskeySite site, CancellationToken ct) =>
        prepare.RunAsync(actor, CommandOf(batch, at), site, ct);

    /// <summary>Signs one decision with a passkey's answer.</summary>
    public Task<BatchOutcome> RunAsync(Actor actor, SignOffBatch batch, int at, SignPromotion.PasskeyAnswer answer, CancellationToken ct) =>
        SignAsync(actor, batch.Decisions[at], CommandOf(batch, at) with { Passkey = answer }, ct);

    private static SignPromotion.Command CommandOf(SignOffBatch batch, int at)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var decision = batch.Decisions[at];
        return new(
            decision.Promotion,
            WireName.Of(decision.Role),
            WireName.Of(decision.Decision),
            decision.Comment,
            decision.Condition,
            decision.BundleDigest,
            Proof: null,
            decision.Delegation
        )
        {
            Batch = batch.PlaceOf(at),
        };
    }

    private async Task<BatchOutcome> SignAsync(Actor actor, BatchDecision decision, SignPromotion.Command command, CancellationToken ct)
    {
        var outcome = await sign.RunAsync(actor, command, ct);
        return outcome.IsDone ? new BatchOutcome(decision, outcome.Value, null) : new BatchOutcome(decision, null, outcome.Refusal);
    }
}
