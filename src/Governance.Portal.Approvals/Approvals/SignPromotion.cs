using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Sealing;
using Governance.Reporting.Signing;
using Governance.Transparency;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>A decision recorded.</summary>
/// <param name="SignOff">Its id.</param>
/// <param name="LogIndex">Its entry in the log.</param>
/// <param name="State">Where the promotion stands now.</param>
public sealed record Signed(SignOffId SignOff, long LogIndex, PromotionState State);

/// <summary>
/// A person decides on a slot. The page and the endpoint both call this. Every refusal is logged, and the proof of identity is used up
/// whatever the answer.
/// </summary>
public sealed class SignPromotion(
    ActionRunner runner,
    PromotionEvaluator evaluator,
    RefreshPromotion refresh,
    ReauthenticationService reauthentication,
    SignOffDrafts drafts,
    StatementSeal seals
)
{
    /// <summary>What is decided.</summary>
    /// <param name="Promotion">On what.</param>
    /// <param name="Role">For which slot: <c>security</c>, <c>legal</c>, <c>owner</c>.</param>
    /// <param name="Decision"><c>approve</c>, <c>approve-with-condition</c>, <c>reject</c>, <c>request-changes</c>.</param>
    /// <param name="Comment">Comment or reason.</param>
    /// <param name="Condition">Condition.</param>
    /// <param name="BundleDigest">The digest that was on the screen.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    /// <param name="Delegation">The delegation to sign by, where the caller names one; else their own right comes first.</param>
    public sealed record Command(
        PromotionId Promotion,
        string? Role,
        string? Decision,
        string? Comment,
        string? Condition,
        string? BundleDigest,
        string? Proof,
        DelegationId? Delegation = null
    )
    {
        /// <summary>The prepared statement signed with a passkey, in place of the proof.</summary>
        public PasskeyAnswer? Passkey { get; init; }

        /// <summary>Its place in the batch it was confirmed with; its proof has to be bound to that place.</summary>
        public BatchPlace? Batch { get; init; }
    }

    /// <summary>A passkey's signature on a prepared statement.</summary>
    /// <param name="Draft">The draft of <see cref="PrepareSignOff"/>.</param>
    /// <param name="Assertion">The passkey's answer; null when it could not be read.</param>
    public sealed record PasskeyAnswer(string? Draft, PasskeyAssertion? Assertion);

    /// <summary>Runs the action. Order of the checks: identity and role, proof, separation of duties, state, words.</summary>
    public async Task<Result<Signed>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var proof = command.Passkey is { } passkey
            ? await ConsumeAsync(passkey, actor, command, ct)
            : await ConsumeAsync(actor, command, ct);
        var seal = await seals.LoadAsync(ct);
        // Without a proof nothing is read: the action refuses at once.
        return proof.IsDone
            ? await refresh.BeforeAsync(command.Promotion, isRefreshed => SignAsync(actor, command, proof, seal, isRefreshed, ct), ct)
            : await SignAsync(actor, command, proof, seal, isRefreshed: true, ct);
    }

    private Task<Result<Signed>> SignAsync(
        Actor actor,
        Command command,
        Result<Proven> proof,
        Result<SealCertificate> seal,
        bool isRefreshed,
        CancellationToken ct
    ) =>
        runner.RunAsync<Made, Signed>(
            actor,
            new Attempt("promotion.signed", command.Promotion.ToString(), null) { LogEveryRefusal = true },
            (context, token) => ActAsync(context, command, proof, seal, isRefreshed, token),
            made => new Signed(
                made.SignOff.Id,
                made.SignOff.Attestation.LogIndex ?? throw new InvalidOperationException("A sign-off was saved without its log entry."),
                made.Promotion.State
            ),
            ct
        );

    private async Task<Result<Proven>> ConsumeAsync(Actor actor, Command command, CancellationToken ct)
    {
        var named =
            WireName.TryParse<SignOffRole>(command.Role, out var role)
            & WireName.TryParse<SignOffDecision>(command.Decision, out var decision);
        var bound = named
            ? ReauthenticationService.Binding(command.Promotion, role, decision, command.BundleDigest ?? "", command.Batch)
            : $"{command.Promotion}|?";
        var proof = await reauthentication.ConsumeAsync(command.Proof, actor, bound, ct);
        return proof.IsDone ? new Proven(proof.Value, null) : proof.Refusal;
    }

    private async Task<Result<Proven>> ConsumeAsync(PasskeyAnswer passkey, Actor actor, Command command, CancellationToken ct)
    {
        var signed = await drafts.ConsumeAsync(passkey.Draft, passkey.Assertion, actor, command.Promotion, ct);
        return signed.IsDone ? new Proven(new ProvenIdentity("passkey", signed.Value.Draft.At), signed.Value) : signed.Refusal;
    }

    private async Task<Result<Made>> ActAsync(
        ActionContext context,
        Command command,
        Result<Proven> proof,
        Result<SealCertificate> seal,
        bool isRefreshed,
        CancellationToken ct
    )
    {
        var promotion = await PromotionLoader.LockAsync(context.Db, command.Promotion, ct);
        // Checked here, not by the endpoint: a delegate signs without holding a role that does.
        var rights = await SigningRights.LoadAsync(context.Db, context.Access, promotion is null ? [] : [promotion], context.Now, ct);
        if (rights.Refuses is { } forbidden)
        {
            return forbidden;
        }

        if (!proof.IsDone)
        {
            return proof.Refusal;
        }

        if (promotion is null)
        {
            return SigningTerms.RefusesNames(command) ?? PromotionRefusals.NotFound;
        }

        var prepared = proof.Value.Prepared;
        var facts = prepared?.Draft is { } draft
            ? new SigningFacts(draft.SignOff, proof.Value.Identity, draft.At, draft.CommentSalt, draft.ConditionSalt)
            : new SigningFacts(await context.Db.NextIdAsync<SignOffId>(ct), proof.Value.Identity);
        facts = facts with { IsRefreshed = isRefreshed };
        var allowed = await SigningTerms.DecideAsync(context, evaluator, rights, promotion, command, facts, ct);
        if (!allowed.IsDone)
        {
            return allowed.Refusal;
        }

        // The statement made again from the facts has to be the one that was signed, byte for byte: so nothing in it can have changed
        // since.
        if (prepared is not null && !allowed.Value.Statement.AsSpan().SequenceEqual(prepared.Draft.Statement))
        {
            return PromotionRefusals.StatementChanged;
        }

        if (!seal.IsDone)
        {
            return seal.Refusal;
        }

        var signOff = allowed.Value.SignOff;
        var stored = Store(context, signOff, StatementSeal.Seal(seal.Value, allowed.Value.Statement), prepared?.Signature.ToBytes());
        var entry = Entry(promotion, signOff, stored, context.Access.PrintedName);
        if (signOff.Batch is { } batch)
        {
            entry.Data["batch"] = batch.ToJson();
        }

        if (promotion.MakersMaySign)
        {
            entry.Data["makersMaySign"] = true;
        }

        context.Append(entry, signOff.Attestation.LoggedAt);
        if (promotion.State is PromotionState.Rejected)
        {
            PromotionEvents.Rejected(context, promotion, signOff);
            await OverrideEvents.FollowAsync(context, promotion, ct);
        }
        else if (promotion.State is PromotionState.Approved)
        {
            await evaluator.ApprovedAsync(context, promotion, allowed.Value.Version, ct);
        }

        return new Made(promotion, signOff);
    }

    private static SignedStatement Store(ActionContext context, SignOff signOff, DsseEnvelope envelope, byte[]? assertion)
    {
        var statement = new SignedStatement
        {
            SignOff = signOff.Id,
            Envelope = envelope.ToBytes(),
            Assertion = assertion,
        };
        signOff.Seal(envelope.PayloadSha256, assertion is null ? null : Sha256Hex.Of(assertion));
        context.Db.SignOffs.Add(signOff);
        context.Db.SignedStatements.Add(statement);
        return statement;
    }

    private static AuditEvent Entry(Promotion promotion, SignOff signOff, SignedStatement statement, string printedName) =>
        new(
            "promotion.signed",
            promotion.Id.ToString(),
            new JsonObject
            {
                ["signOff"] = signOff.Id.ToString(),
                ["role"] = WireName.Of(signOff.Role),
                ["decision"] = WireName.Of(signOff.Decision),
                ["delegatedFrom"] = signOff.DelegatedFrom?.ToString(),
                ["delegation"] = signOff.Delegation?.ToString(),
                ["bundleDigest"] = signOff.BundleDigest,
                ["gateRun"] = promotion.GateRun.ToString(),
                ["commentSha256"] = signOff.Comment?.Sha256,
                ["conditionSha256"] = signOff.Condition?.Sha256,
                ["authentication"] = new JsonObject
                {
                    ["method"] = signOff.Attestation.AuthenticationMethod,
                    ["at"] = CanonicalJson.Time(signOff.Attestation.AuthenticatedAt),
                },
                ["soonAfterReset"] = signOff.SoonAfterReset,
                ["signedAt"] = CanonicalJson.Time(signOff.Attestation.At),
                ["statementSha256"] = signOff.Attestation.StatementSha256,
                ["envelopeSha256"] = Sha256Hex.Of(statement.Envelope),
                ["assertionSha256"] = signOff.AssertionSha256,
            }
        )
        {
            ActorName = printedName,
        };

    private sealed record Proven(ProvenIdentity Identity, PasskeySigned? Prepared);

    private sealed record Made(Promotion Promotion, SignOff SignOff);
}
