using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Account;

/// <summary>The second step of an account.</summary>
/// <param name="Enabled">Whether sign-in and signatures ask for a code.</param>
/// <param name="Since">When one-time codes were set up.</param>
/// <param name="RecoveryCodesLeft">Number of recovery codes that have not been used.</param>
public sealed record CodesView(bool Enabled, DateTimeOffset? Since, int RecoveryCodesLeft);

/// <summary>A secret for an authenticator app. Shown once.</summary>
/// <param name="Secret">The secret, to type by hand.</param>
/// <param name="Uri">The otpauth address, as in the QR code.</param>
/// <param name="ExpiresAt">Time until which the first code is accepted.</param>
public sealed record NewCodesView(string Secret, string Uri, DateTimeOffset ExpiresAt);

/// <summary>A set of recovery codes. Shown once.</summary>
/// <param name="Codes">The codes; each can be used once.</param>
public sealed record RecoveryCodesView(IReadOnlyList<string> Codes);

/// <summary>Refusals about one-time codes.</summary>
internal static class CodeRefusals
{
    /// <summary>The first code does not fit.</summary>
    public static Refusal Wrong { get; } =
        Refusal.Field(
            "codes.wrong",
            "code",
            $"This code does not match the new secret. Check the time on your phone and enter the code it shows now."
        );

    /// <summary>Nothing was begun, or too long ago.</summary>
    public static Refusal NotBegun { get; } =
        new("codes.not-begun", $"Setup was started more than ten minutes ago, or in another session. Start again.", RefusalKind.Conflict);

    /// <summary>There is no second step.</summary>
    public static Refusal NotSetUp { get; } = new("codes.not-set-up", $"This account has no one-time codes.", RefusalKind.Conflict);
}

/// <summary>
/// Sets up and removes the one-time codes of the person who asks, and makes their recovery codes; each against a fresh proof of identity.
/// </summary>
public sealed class ChangeCodes(
    ActionRunner runner,
    ReauthenticationService reauthentication,
    OneTimeCodes codes,
    SecondFactor secondFactor,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ReadOrganisation organisations
)
{
    private static readonly TimeSpan s_waits = TimeSpan.FromMinutes(10);

    /// <summary>What a proof for setting codes up is bound to, if it is.</summary>
    public const string BeginBinding = "codes|begin";

    /// <summary>What a proof for taking codes off is bound to, if it is.</summary>
    public const string RemoveBinding = "codes|remove";

    /// <summary>What a proof for new recovery codes is bound to, if it is.</summary>
    public const string RenewBinding = "codes|renew";

    /// <summary>How the account stands.</summary>
    public async Task<CodesView> StatusAsync(Actor actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.User is not { } user)
        {
            return new(false, null, 0);
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var since = await db
            .TimeCodeKeys.AsNoTracking()
            .Where(k => k.User == user && k.Secret != null)
            .Select(k => k.Since)
            .SingleOrDefaultAsync(ct);
        return new(since is not null, since, await db.RecoveryCodes.CountAsync(c => c.User == user && c.UsedAt == null, ct));
    }

    /// <summary>A new secret, in force once its first code was shown.</summary>
    public Task<Result<NewCodesView>> BeginAsync(Actor actor, string? proof, CancellationToken ct) =>
        ActAsync<NewCodesView>(
            actor,
            "codes.begun",
            proof,
            BeginBinding,
            async (context, user, token) =>
            {
                var key = await context.Db.TimeCodeKeys.SingleOrDefaultAsync(k => k.User == user, token);
                if (key is null)
                {
                    key = new TimeCodeKey { User = user };
                    context.Db.TimeCodeKeys.Add(key);
                }

                var secret = TimeCode.NewSecret();
                (key.Pending, key.PendingSession, key.PendingUntil) = (codes.Protect(secret), actor.Session, context.Now + s_waits);
                var account = await context.Db.Users.Where(u => u.Id == user.Number).Select(u => u.Email).SingleAsync(token);
                context.Append(new AuditEvent("codes.begun", user.ToString(), []));
                var organisation = (await organisations.RunAsync(context.Db, token)).Name;
                var issuer = organisation is null ? "Governance Portal" : $"{organisation} Governance";
                return new NewCodesView(
                    TimeCode.Text(secret),
                    TimeCode.Uri(issuer, account ?? user.ToString(), secret),
                    key.PendingUntil.Value
                );
            },
            ct
        );

    /// <summary>Puts the secret in force against its first code; answers the recovery codes.</summary>
    public Task<Result<RecoveryCodesView>> ConfirmAsync(Actor actor, string? code, CancellationToken ct) =>
        RunAsync<RecoveryCodesView>(
            actor,
            "codes.set-up",
            null,
            async (context, user, token) =>
            {
                var key = await context.Db.TimeCodeKeys.SingleOrDefaultAsync(k => k.User == user, token);
                if (
                    key?.Pending is not { } pending
                    || key.PendingSession != actor.Session
                    || key.PendingUntil <= context.Now
                    || codes.Open(pending) is not { } secret
                )
                {
                    return CodeRefusals.NotBegun;
                }

                if (TimeCode.Accept(secret, code, context.Now, last: 0) is not { } step)
                {
                    return CodeRefusals.Wrong;
                }

                (key.Secret, key.Since, key.LastStep) = (pending, context.Now, step);
                (key.Pending, key.PendingSession, key.PendingUntil) = (null, null, null);
                context.Append(new AuditEvent("codes.set-up", user.ToString(), new JsonObject { ["recoveryCodes"] = RecoveryCode.Count }));
                await OtherSessions.EndAsync(context.Db, actor, "codes-set-up", context.Now, token);
                return new RecoveryCodesView(await OneTimeCodes.RenewAsync(context.Db, user, context.Now, token));
            },
            ct
        );

    /// <summary>Takes the second step off the account.</summary>
    public Task<Result<CodesView>> RemoveAsync(Actor actor, string? proof, CancellationToken ct) =>
        ActAsync<CodesView>(
            actor,
            "codes.removed",
            proof,
            RemoveBinding,
            async (context, user, token) =>
            {
                if (
                    secondFactor.IsDemandedOf(context.Access.HeldRoles)
                    && await OneTimeCodes.AsksAsync(context.Db, user, token)
                    && !await SecondFactor.HasPasskeyAsync(context.Db, user, token)
                )
                {
                    return SecondFactor.Demanded;
                }

                if (!await OneTimeCodes.RemoveAsync(context.Db, user, token))
                {
                    return CodeRefusals.NotSetUp;
                }

                context.Append(new AuditEvent("codes.removed", user.ToString(), []));
                return Result<CodesView>.Done(new CodesView(false, null, 0));
            },
            ct
        );

    /// <summary>A new set of recovery codes; the old one stops working.</summary>
    public Task<Result<RecoveryCodesView>> RenewAsync(Actor actor, string? proof, CancellationToken ct) =>
        ActAsync<RecoveryCodesView>(
            actor,
            "recovery-codes.renewed",
            proof,
            RenewBinding,
            async (context, user, token) =>
            {
                if (!await OneTimeCodes.AsksAsync(context.Db, user, token))
                {
                    return CodeRefusals.NotSetUp;
                }

                context.Append(
                    new AuditEvent("recovery-codes.renewed", user.ToString(), new JsonObject { ["recoveryCodes"] = RecoveryCode.Count })
                );
                return Result<RecoveryCodesView>.Done(
                    new RecoveryCodesView(await OneTimeCodes.RenewAsync(context.Db, user, context.Now, token))
                );
            },
            ct
        );

    private async Task<Result<T>> ActAsync<T>(
        Actor actor,
        string action,
        string? proof,
        string binding,
        Func<ActionContext, UserId, CancellationToken, Task<Result<T>>> act,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        return await RunAsync(
            actor,
            action,
            actor.Session is null ? (Result<ProvenIdentity>?)null : await reauthentication.ConsumeAsync(proof, actor, binding, ct),
            act,
            ct
        );
    }

    private Task<Result<T>> RunAsync<T>(
        Actor actor,
        string action,
        Result<ProvenIdentity>? proven,
        Func<ActionContext, UserId, CancellationToken, Task<Result<T>>> act,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        var attempt = new Attempt(action, actor.User?.ToString() ?? actor.Id, null) { LogEveryRefusal = true };
        return runner.RunAsync<T>(
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
                return await act(context, user, token);
            },
            ct
        );
    }
}
