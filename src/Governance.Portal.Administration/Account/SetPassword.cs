using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Account;

/// <summary>Sets the password of the person who holds a one-time link. The link is used up; every session of the account ends.</summary>
internal sealed class SetPassword(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    Accounts accounts,
    FailureCounter failures,
    AnonymousRefusals anonymous,
    TimeProvider clock
)
{
    private const string Action = "user.password-set";
    private const int Tries = 20;

    public static Refusal NotValid { get; } =
        new(
            "user.link-not-valid",
            $"This link has been used or replaced, or is older than a day. Ask an administrator for a new one.",
            RefusalKind.Forbidden
        );

    public static Refusal NotConfirmed { get; } =
        new(
            "user.link-not-confirmed",
            $"This link is waiting for a second person: an administrator or risk officer other than its sender must confirm "
                + $"it before it works.",
            RefusalKind.Forbidden
        );

    /// <summary>Sets it; answers the address of the account, with which its holder signs in.</summary>
    public Task<Result<string>> RunAsync(string? token, string? password, string address, CancellationToken ct) =>
        LockWaits.RetryAsync(again => RunOnceAsync(token, password, address, again), patience: null, clock, ct);

    private async Task<Result<string>> RunOnceAsync(string? token, string? password, string address, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = clock.GetUtcNow();
        var id = await OneTimeLinks.FindAsync(db, token, now, ct);
        var user = id is null ? null : await db.LockUserForUpdateAsync(id.Value.Number, ct);
        // Asked again with the account taken: of two who use the link at once, one comes too late.
        if (user is null || user.DisabledAt is not null || await OneTimeLinks.FindAsync(db, token, now, ct) is null)
        {
            await transaction.RollbackAsync(ct);
            await anonymous.AddAsync(Action, "user", NotValid.Code, address, ct);
            return failures.Fail($"link {address}", Tries, TimeSpan.FromMinutes(5)) is { } wait ? AccountGate.TooMany(wait) : NotValid;
        }

        if (await AccessGivers.LinkWaitsAsync(db, user.UserId, ct))
        {
            await transaction.RollbackAsync(ct);
            await anonymous.AddAsync(Action, user.UserId.ToString(), NotConfirmed.Code, address, ct);
            return NotConfirmed;
        }

        if (await accounts.RefusesPasswordAsync(db, user, password) is { } weak)
        {
            return weak;
        }

        accounts.SetPassword(user, password!);
        user.PasswordResetAt = now;
        await OneTimeLinks.RemoveAsync(db, user.UserId, ct);
        await AccessGivers.UseLinkAsync(db, user.UserId, now, ct);
        var ended = await ChangeUserState.EndSessionsAsync(db, user.UserId, now, ct);
        db.Append(
            new AuditEvent(Action, user.UserId.ToString(), new JsonObject { ["sessions"] = ended, ["by"] = "one-time-link" }),
            Actor.OfUser(user.UserId, null, null, PasswordGate.Trace),
            now
        );
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Result<string>.Done(user.Email!);
    }
}
