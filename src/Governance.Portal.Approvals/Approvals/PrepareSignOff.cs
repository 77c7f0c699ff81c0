using System.Security.Cryptography;
using System.Text.Json;
using Governance.Data;
using Governance.Data.Approvals;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>A statement ready to be signed with a passkey.</summary>
/// <param name="Draft">Goes back with the passkey's answer; good for five minutes and one presentation.</param>
/// <param name="Statement">The exact bytes.</param>
/// <param name="StatementSha256">Their SHA-256.</param>
/// <param name="PublicKey">For <c>navigator.credentials.get</c>, binary values in base64url.</param>
/// <param name="ExpiresAt">When it is worthless.</param>
public sealed record PreparedSignOff(
    string Draft,
    byte[] Statement,
    string StatementSha256,
    JsonElement PublicKey,
    DateTimeOffset ExpiresAt
);

/// <summary>
/// Makes the statement before it is signed: a passkey signs a challenge, so what it is to sign has to be there first. Everything the
/// signature itself is asked is asked here too; nothing is recorded but a refusal.
/// </summary>
public sealed class PrepareSignOff(
    ActionRunner runner,
    PromotionEvaluator evaluator,
    RefreshPromotion refresh,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    TimeProvider clock
)
{
    private static readonly TimeSpan s_good = TimeSpan.FromMinutes(5);

    /// <summary>Runs the action.</summary>
    /// <param name="actor">Who is going to sign.</param>
    /// <param name="command">What they are going to decide; its proof is not looked at.</param>
    /// <param name="site">The portal in their browser.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<PreparedSignOff>> RunAsync(Actor actor, SignPromotion.Command command, PasskeySite site, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(site);
        if (site.WhyNot is not null)
        {
            return PasskeyGate.NotHere(site);
        }

        var attempt = new Attempt("promotion.signed", command.Promotion.ToString(), null) { LogEveryRefusal = true };
        Task<Result<PreparedSignOff>> PrepareAsync(bool isRefreshed) =>
            runner.RunAsync<PreparedSignOff>(actor, attempt, (context, token) => ActAsync(context, command, site, isRefreshed, token), ct);
        return await MaySignAsync(actor, command.Promotion, ct)
            ? await refresh.BeforeAsync(command.Promotion, PrepareAsync, ct)
            : await PrepareAsync(isRefreshed: true);
    }

    // Refreshing reads the whole artifact, so only a person who may sign can start it.
    private Task<bool> MaySignAsync(Actor actor, PromotionId id, CancellationToken ct) =>
        LockWaits.RetryAsync(token => LooksAsync(actor, id, token), patience: null, clock, ct);

    private async Task<bool> LooksAsync(Actor actor, PromotionId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = clock.GetLocalNow();
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        var promotion = await db.Promotions.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct);
        return access.IsDone
            && promotion is not null
            && (await SigningRights.LoadAsync(db, access.Value, [promotion], now, ct)).Refuses is null;
    }

    private async Task<Result<PreparedSignOff>> ActAsync(
        ActionContext context,
        SignPromotion.Command command,
        PasskeySite site,
        bool isRefreshed,
        CancellationToken ct
    )
    {
        var promotion = await PromotionLoader.LockAsync(context.Db, command.Promotion, ct);
        var rights = await SigningRights.LoadAsync(context.Db, context.Access, promotion is null ? [] : [promotion], context.Now, ct);
        if (rights.Refuses is { } forbidden)
        {
            return forbidden;
        }

        if (promotion is null || context.Access.Actor is not { User: { } user, Session: { } session })
        {
            return PromotionRefusals.NotFound;
        }

        var passkeys = await PasskeyGate.OfAsync(context.Db, user, ct);
        if (passkeys.Count == 0)
        {
            return PromotionRefusals.NoPasskey;
        }

        var id = await context.Db.NextIdAsync<SignOffId>(ct);
        // Times are in milliseconds: the statement is made again from the row, and has to come out the same.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(context.Now.ToUnixTimeMilliseconds());
        var (comment, condition) = (SaltedText.NewSalt(), SaltedText.NewSalt());
        var allowed = await SigningTerms.DecideAsync(
            context,
            evaluator,
            rights,
            promotion,
            command,
            new SigningFacts(id, new ProvenIdentity("passkey", now), now, comment, condition) { IsRefreshed = isRefreshed },
            ct
        );
        if (!allowed.IsDone)
        {
            return allowed.Refusal;
        }

        // The decision was tried on the loaded promotion, not made: nothing of it is saved.
        context.Db.ChangeTracker.Clear();
        var (text, nonce, statement) = (SecretText.New(), RandomNumberGenerator.GetBytes(32), allowed.Value.Statement);
        var draft = new SignOffDraft
        {
            Hash = SecretText.Hash(text),
            User = user,
            Session = session,
            Promotion = promotion.Id,
            SignOff = id,
            Statement = statement,
            Nonce = nonce,
            CommentSalt = comment,
            ConditionSalt = condition,
            Origin = site.Origin,
            RpId = site.RpId,
            At = now,
            ExpiresAt = now + s_good,
        };
        context.Db.SignOffDrafts.Add(draft);
        return new PreparedSignOff(
            text,
            statement,
            Sha256Hex.Of(statement),
            PasskeyGate.Request(PasskeySignature.Challenge(nonce, statement), site, passkeys),
            draft.ExpiresAt
        );
    }
}
