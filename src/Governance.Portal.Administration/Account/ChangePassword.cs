using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Account;

/// <summary>A password just changed.</summary>
/// <param name="EndedSessions">Other sessions that ended with the old one.</param>
public sealed record ChangedPassword(int EndedSessions);

/// <summary>
/// Lets a person change their own password, against the old one or another fresh proof of identity. Every other session of the account
/// ends.
/// </summary>
public sealed class ChangePassword(
    ActionRunner runner,
    PasswordGate passwords,
    ReauthenticationService reauthentication,
    Accounts accounts,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IOptions<SingleSignOnOptions> signOn
)
{
    /// <summary>The action, as the log names it.</summary>
    public const string Action = "password.changed";

    /// <summary>What a proof for changing the password is bound to, if it is.</summary>
    public const string Binding = "password|change";

    /// <param name="New">The new password.</param>
    /// <param name="Current">The old password; null with a proof.</param>
    /// <param name="Code">The one-time code that goes with the old password, for accounts that have a second step.</param>
    /// <param name="Proof">A fresh proof of identity, in place of the old password.</param>
    /// <param name="Address">From where; null when it is not known (an open page).</param>
    public sealed record Command(string? New, string? Current, string? Code, string? Proof, string? Address);

    /// <summary>Answers how many sessions ended.</summary>
    public async Task<Result<ChangedPassword>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        if (actor.User is not { } user || actor.Session is null)
        {
            await runner.RefusedAsync(actor, new Attempt(Action, actor.Id, null), SessionRefusals.NotForKeys, ct);
            return SessionRefusals.NotForKeys;
        }

        var hasProof = !string.IsNullOrEmpty(command.Proof);
        if (!hasProof && command.Current is not { Length: > 0 and <= 512 })
        {
            return Refusal.Field("session.password-missing", "current", $"Enter your current password.");
        }

        // Before anything is used up: a proof is not lost to a password that is too easy.
        if (await WeakAsync(user, command.New, ct) is { } weak)
        {
            return weak;
        }

        if (hasProof)
        {
            return await WithProofAsync(actor, user, command, ct);
        }

        var attempt = new PasswordAttempt(Action, null, user, command.Current!, command.Address ?? $"user {user}", actor)
        {
            Code = command.Code,
        };
        var outcome = await passwords.RunAsync<ChangedPassword>(
            attempt,
            async (db, row, now, method, token) => await ChangeAsync(db, actor, row, command.New!, method, now, token),
            ct
        );
        return outcome.Refusal == PasswordGate.Wrong ? WrongPassword : outcome;
    }

    private async Task<Result<ChangedPassword>> WithProofAsync(Actor actor, UserId user, Command command, CancellationToken ct)
    {
        var proven = await reauthentication.ConsumeAsync(command.Proof, actor, Binding, ct);
        return await runner.RunAsync<ChangedPassword>(
            actor,
            new Attempt(Action, user.ToString(), null) { LogEveryRefusal = true },
            async (context, token) =>
            {
                if (!proven.IsDone)
                {
                    return proven.Refusal;
                }

                var row =
                    await context.Db.LockUserForUpdateAsync(user.Number, token)
                    ?? throw new InvalidOperationException($"The acting account {user} does not exist.");
                return signOn.Value.AllowsPassword(row.BreakGlass)
                    ? await ChangeAsync(context.Db, actor, row, command.New!, proven.Value.Method, context.Now, token)
                    : ProviderRefusals.LocalOff;
            },
            ct
        );
    }

    /// <summary>Refuses a new password that is too easy, before anyone confirms anything.</summary>
    public async Task<Refusal?> RefusesAsync(Actor actor, string? password, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor.User is { } user ? await WeakAsync(user, password, ct) : null;
    }

    private async Task<Refusal?> WeakAsync(UserId user, string? password, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var row = await db.Users.AsNoTracking().SingleAsync(u => u.Id == user.Number, ct);
        return await accounts.RefusesPasswordAsync(db, row, password);
    }

    private async Task<ChangedPassword> ChangeAsync(
        GovernanceDbContext db,
        Actor actor,
        User row,
        string password,
        string method,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        accounts.SetPassword(row, password);
        await OneTimeLinks.RemoveAsync(db, row.UserId, ct);
        var ended = await OtherSessions.EndAsync(db, actor, "password-changed", now, ct);
        db.Append(
            new AuditEvent(
                Action,
                row.UserId.ToString(),
                new JsonObject
                {
                    ["method"] = method,
                    ["session"] = actor.Session,
                    ["sessions"] = ended,
                }
            ),
            actor,
            now
        );
        return new ChangedPassword(ended);
    }

    private static Refusal WrongPassword { get; } =
        Refusal.Field(
            "session.password-refused",
            "current",
            $"The current password or the code is wrong. Your password was not changed.",
            RefusalKind.Unauthenticated
        );
}
