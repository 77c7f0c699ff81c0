using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Account;

/// <summary>Lists, renames and removes the passkeys of the person who asks.</summary>
public sealed class ChangePasskeys(
    ActionRunner runner,
    ReauthenticationService reauthentication,
    SecondFactor secondFactor,
    IDbContextFactory<GovernanceDbContext> dbFactory
)
{
    /// <summary>What a proof for removing a passkey is bound to, if it is.</summary>
    public const string RemovalBinding = "passkey|remove";

    private const string Removed = "passkey.removed";

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<PasskeyView>> ListAsync(Actor actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.User is not { } user)
        {
            return [];
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return [.. (await PasskeyGate.OfAsync(db, user, ct)).Select(PasskeyView.Of)];
    }

    /// <summary>Gives a passkey another name.</summary>
    public Task<Result<PasskeyView>> RenameAsync(Actor actor, string id, string? name, CancellationToken ct) =>
        ActAsync(
            actor,
            "passkey.renamed",
            id,
            proven: null,
            (_, passkey) =>
            {
                if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > PasskeyRefusals.MaxName)
                {
                    return PasskeyRefusals.NameMissing;
                }

                passkey.Data.Name = name.Trim();
                return PasskeyView.Of(passkey);
            },
            ct
        );

    /// <summary>Removes a passkey, against a fresh proof of identity. What it signed stays signed.</summary>
    public async Task<Result<PasskeyView>> RemoveAsync(Actor actor, string id, string? proof, CancellationToken ct) =>
        await ActAsync(
            actor,
            Removed,
            id,
            await reauthentication.ConsumeAsync(proof, actor, RemovalBinding, ct),
            (db, passkey) =>
            {
                db.UserPasskeys.Remove(passkey);
                return PasskeyView.Of(passkey);
            },
            ct
        );

    private Task<Result<PasskeyView>> ActAsync(
        Actor actor,
        string action,
        string id,
        Result<ProvenIdentity>? proven,
        Func<GovernanceDbContext, IdentityUserPasskey<int>, Result<PasskeyView>> act,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        var attempt = new Attempt(action, actor.User?.ToString() ?? actor.Id, null) { LogEveryRefusal = true };
        return runner.RunAsync<PasskeyView>(
            actor,
            attempt,
            async (context, token) =>
            {
                if (actor.User is not { } user || actor.Session is null)
                {
                    return SessionRefusals.NotForKeys;
                }

                if (proven is { IsDone: false } missing)
                {
                    return missing.Refusal!;
                }

                await context.Db.LockUserForUpdateAsync(user.Number, token);
                if (
                    !Base64Text.TryDecodeEither(id, out var credential)
                    || await context.Db.UserPasskeys.SingleOrDefaultAsync(
                        p => p.CredentialId == credential && p.UserId == user.Number,
                        token
                    )
                        is not { } passkey
                )
                {
                    return PasskeyRefusals.NotFound;
                }

                if (
                    action == Removed
                    && secondFactor.IsDemandedOf(context.Access.HeldRoles)
                    && !await OneTimeCodes.AsksAsync(context.Db, user, token)
                    && await context.Db.UserPasskeys.CountAsync(p => p.UserId == user.Number, token) == 1
                )
                {
                    return SecondFactor.Demanded;
                }

                var outcome = act(context.Db, passkey);
                if (outcome.IsDone)
                {
                    context.Append(
                        new AuditEvent(action, user.ToString(), new JsonObject { ["credentialSha256"] = Sha256Hex.Of(credential) })
                    );
                }

                return outcome;
            },
            ct
        );
    }
}
