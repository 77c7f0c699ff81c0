using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Identity;

/// <summary>Something presented to show who somebody is.</summary>
/// <param name="Action">The action it is presented for, as the log names it.</param>
/// <param name="Account">By what an account that was not found is counted.</param>
/// <param name="User">The account it is said to be of, or null when there is none.</param>
/// <param name="Address">From where, as <see cref="FailureCounter.AddressOf"/> writes it.</param>
/// <param name="Actor">Who presents it, as far as is known.</param>
/// <param name="Wrong">The one answer to everything that can be wrong with it.</param>
public sealed record Presented(string Action, string Account, int? User, string Address, Actor Actor, Refusal Wrong);

/// <summary>What is to be said of something presented.</summary>
public enum Holding
{
    /// <summary>It is wrong.</summary>
    No,

    /// <summary>It is right.</summary>
    Yes,

    /// <summary>It is right as far as it goes, and not enough: the second step is missing. Neither a failure nor a success.</summary>
    Unfinished,
}

/// <summary>
/// Opens an account to whoever shows the right thing, whatever that is: counts failures, locks, logs, and answers everything that is
/// wrong in the same words.
/// </summary>
public sealed class AccountGate(
    IDbContextFactory<GovernanceDbContext> dbFactory, FailureCounter failures, AnonymousRefusals anonymous, IOptions<SecurityOptions> security, TimeProvider clock)
{
    private static readonly TimeSpan s_addressWindow = TimeSpan.FromMinutes(5);

    /// <summary>The password is right, and the account has a second step.</summary>
    public static Refusal CodeNeeded { get; } =
        Refusal.Field("session.code-needed", "code", "Enter the one-time code of your app, or one of your recovery codes.", RefusalKind.Unauthenticated);

    /// <summary>Failures came too often.</summary>
    public static Refusal TooMany(TimeSpan wait) =>
        new("session.too-many-failures", "Too many failed attempts. Wait as long as Retry-After says, or ask an administrator.", RefusalKind.TooMany) { RetryAfter = wait };

    /// <summary>Looks at what is presented and, when it is right, does what it was presented for in the same transaction.</summary>
    /// <param name="presented">What is presented.</param>
    /// <param name="holds">Whether it is right, asked with the account's row taken for change. Changes nothing when it is not.</param>
    /// <param name="right">What follows; saves nothing itself.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<T>> RunAsync<T>(
        Presented presented,
        Func<GovernanceDbContext, User, DateTimeOffset, CancellationToken, Task<Holding>> holds,
        Func<GovernanceDbContext, User, DateTimeOffset, CancellationToken, Task<Result<T>>> right,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(presented);
        ArgumentNullException.ThrowIfNull(holds);
        ArgumentNullException.ThrowIfNull(right);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = clock.GetUtcNow();
        var user = presented.User is { } id ? await db.TakeUserAsync(id, ct) : null;
        var account = $"account {SecretText.Hash(user?.NormalizedEmail ?? presented.Account)}";
        var holding = user is not null && user.IsActive(now) ? await holds(db, user, now, ct) : Holding.No;
        if (holding is Holding.Unfinished)
        {
            // The count of failures stays: whoever knows a password must not win tries at the code by showing it.
            await transaction.RollbackAsync(ct);
            return CodeNeeded;
        }

        if (user is not null && holding is Holding.Yes)
        {
            user.AccessFailedCount = 0;
            var outcome = await right(db, user, now, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            failures.Forget(account);
            return outcome;
        }

        if (user is not null && user.IsActive(now))
        {
            CountFailure(db, presented, user, now);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        else
        {
            await transaction.RollbackAsync(ct);
            await anonymous.AddAsync(presented.Action, presented.Action.Split('.')[0], presented.Wrong.Code, presented.Address, ct);
        }

        return Answer(account, presented);
    }

    private void CountFailure(GovernanceDbContext db, Presented presented, User user, DateTimeOffset now)
    {
        var subject = user.UserId.ToString();
        db.Append(new AuditEvent(presented.Action, subject, new JsonObject { ["code"] = presented.Wrong.Code }) { Refused = true }, presented.Actor, now);
        user.AccessFailedCount++;
        if (user.AccessFailedCount < security.Value.LockoutFailures)
        {
            return;
        }

        user.AccessFailedCount = 0;
        user.LockoutEnd = now.AddMinutes(security.Value.LockoutMinutes);
        var data = new JsonObject { ["failures"] = security.Value.LockoutFailures, ["until"] = CanonicalJson.Time(user.LockoutEnd.Value) };
        db.Append(new AuditEvent("user.locked", subject, data), Actor.OfJob("sign-in"), now);
    }

    private Refusal Answer(string account, Presented presented)
    {
        var byAccount = failures.Fail(account, security.Value.LockoutFailures, TimeSpan.FromMinutes(security.Value.LockoutMinutes));
        var byAddress = failures.Fail($"address {presented.Address}", security.Value.AddressFailures, s_addressWindow);
        var wait = byAccount > byAddress || byAddress is null ? byAccount : byAddress;
        return wait is { } time ? TooMany(time) : presented.Wrong;
    }
}
