using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Approvals;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>A statement that a passkey has signed.</summary>
/// <param name="Draft">The statement as it was prepared.</param>
/// <param name="Signature">The passkey's signature on it.</param>
internal sealed record PasskeySigned(SignOffDraft Draft, PasskeySignature Signature);

/// <summary>Takes in what a passkey signed. A draft is used up by its first presentation, whatever comes of it.</summary>
public sealed class SignOffDrafts(IDbContextFactory<GovernanceDbContext> dbFactory, PasskeyGate passkeys, TimeProvider clock)
{
    internal async Task<Result<PasskeySigned>> ConsumeAsync(
        string? text,
        PasskeyAssertion? assertion,
        Actor actor,
        PromotionId promotion,
        CancellationToken ct
    )
    {
        if (text is not { Length: > 0 and <= 200 } || assertion is null || actor.User is not { } person || actor.Session is not { } session)
        {
            return PromotionRefusals.ProofNotValid;
        }

        return await LockWaits.RetryAsync(
            token => ConsumeOnceAsync(SecretText.Hash(text), assertion, actor, person, session, promotion, token),
            patience: null,
            clock,
            ct
        );
    }

    private async Task<Result<PasskeySigned>> ConsumeOnceAsync(
        string hash,
        PasskeyAssertion assertion,
        Actor actor,
        UserId person,
        string session,
        PromotionId promotion,
        CancellationToken ct
    )
    {
        var now = clock.GetLocalNow();
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var draft = await db.SignOffDrafts.SingleOrDefaultAsync(d => d.Hash == hash, ct);
        if (draft is null || draft.UsedAt is not null)
        {
            return PromotionRefusals.ProofNotValid;
        }

        draft.UsedAt = now;
        var use =
            draft.ExpiresAt > now && draft.User == person && draft.Session == session && draft.Promotion == promotion
                ? await UseAsync(db, draft, assertion, ct)
                : null;
        if (use is { Doubt: null })
        {
            // The passkey counts its uses: a row that the log states, so that an older counter put back is noticed.
            var data = new JsonObject { ["method"] = "passkey", ["session"] = session };
            db.Append(new AuditEvent("session.reauthenticated", person.ToString(), data), actor, now);
        }

        try
        {
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return PromotionRefusals.ProofNotValid; // presented twice at once: the first one counts
        }

        return use is { Doubt: null, PublicKey: { } key }
            ? new PasskeySigned(
                draft,
                new PasskeySignature(Sha256Hex.Of(draft.Statement), draft.Nonce, draft.Origin, draft.RpId, key, assertion)
            )
            : PromotionRefusals.ProofNotValid;
    }

    private async Task<PasskeyUse?> UseAsync(
        GovernanceDbContext db,
        SignOffDraft draft,
        PasskeyAssertion assertion,
        CancellationToken ct
    ) =>
        await db.LockUserForUpdateAsync(draft.User.Number, ct) is { } user
            ? await passkeys.UseAsync(
                db,
                user,
                assertion,
                PasskeySignature.Challenge(draft.Nonce, draft.Statement),
                new PasskeySite(draft.Origin, draft.RpId, null),
                ct
            )
            : null;
}
