using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Data.Audit.Records;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity;

/// <summary>Something presented to show who someone is.</summary>
/// <param name="Action">The action it is presented for, as the log names it.</param>
/// <param name="Account">By what an account that was not found is counted.</param>
/// <param name="User">The account it is said to be of, or null when there is none.</param>
/// <param name="Address">From where, as <see cref="FailureCounter.AddressOf"/> writes it.</param>
/// <param name="Actor">Who presents it, as far as is known.</param>
/// <param name="Wrong">The one answer to everything that can be wrong with it.</param>
public sealed record Presented(string Action, string Account, int? User, string Address, Actor Actor, Refusal Wrong)
{
    /// <summary>What it is presented to open, and so who pays for a wrong one.</summary>
    public Entrance Entrance { get; init; } = Entrance.Password;
}

/// <summary>What something is presented to open.</summary>
public enum Entrance
{
    /// <summary>
    /// A new session, by what can be guessed: a password or a code. Too many wrong ones make the address wait, and in the end lock this
    /// door of the account.
    /// </summary>
    Password,

    /// <summary>
    /// A new session, by what cannot be guessed: a passkey, or the word of the organisation's provider. No lock stops it.
    /// </summary>
    Credential,

    /// <summary>A decision inside an open session. Too many wrong ones end that session, and leave account and address alone.</summary>
    Session,
}

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
/// Opens an account to the person who shows the right thing, whatever that is: counts failures, locks, logs, and answers everything that is
/// wrong in the same words.
/// </summary>
/// <remarks>
/// While the log is damaged a sign-in goes on beside it (docs/adr/0062): everything is checked, counted and locked as always, the session
/// only reads, and nothing is changed that the log would have to state. What else a proof of identity opens is refused.
/// </remarks>
public sealed partial class AccountGate(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    FailureCounter failures,
    AnonymousRefusals anonymous,
    IBesideLog beside,
    IOptions<SecurityOptions> security,
    TimeProvider clock,
    ILogger<AccountGate> logger
)
{
    private static readonly TimeSpan s_addressWindow = TimeSpan.FromMinutes(5);

    /// <summary>The password is right, and the account has a second step.</summary>
    public static Refusal CodeNeeded { get; } =
        Refusal.Field(
            "session.code-needed",
            "code",
            $"Enter the one-time code from your app, or one of your recovery codes.",
            RefusalKind.Unauthenticated
        );

    /// <summary>So many sign-ins or proofs of this address or session are under way that another one would wait too long.</summary>
    public static Refusal Busy { get; } =
        new("session.busy", $"Too many sign-ins from here are under way. Try again in a few seconds.", RefusalKind.TooMany)
        {
            RetryAfter = TimeSpan.FromSeconds(2),
        };

    /// <summary>The log is damaged, and a sign-in could not be recorded beside it either: no one is let in without a trace.</summary>
    public static Refusal NotRecorded { get; } =
        new(
            "session.not-recorded",
            $"The audit log is damaged, and the sign-in could not be recorded beside it. Inform an administrator: the portal needs write "
                + $"access to its key folder, and free space there.",
            RefusalKind.Unavailable
        );

    /// <summary>Failures came too often.</summary>
    public static Refusal TooMany(TimeSpan wait) =>
        new(
            "session.too-many-failures",
            $"Too many failed attempts. Wait before you try again, or ask an administrator.",
            RefusalKind.TooMany
        )
        {
            RetryAfter = wait,
        };

    /// <summary>Looks at what is presented and, when it is right, does what it was presented for in the same transaction.</summary>
    /// <param name="presented">What is presented.</param>
    /// <param name="holds">Whether it is right, asked with the account's row taken for change. Changes nothing when it is not.</param>
    /// <param name="right">What follows; saves nothing itself.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<T>> RunAsync<T>(
        Presented presented,
        Func<GovernanceDbContext, User, DateTimeOffset, CancellationToken, Task<Holding>> holds,
        Func<GovernanceDbContext, User, DateTimeOffset, CancellationToken, Task<Result<T>>> right,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(presented);
        ArgumentNullException.ThrowIfNull(holds);
        ArgumentNullException.ThrowIfNull(right);
        // A failure is counted once, however often the transaction is begun.
        Refusal? counted = null;
        Refusal Once(string account) => counted ??= Count(presented, account);
        try
        {
            return await TryAsync(isBeside: false);
        }
        catch (LogDamagedException) when (presented.Entrance is not Entrance.Session)
        {
            // Rolled back whole, and asked again from the start: what was read and changed before belongs to a save that cannot be.
            return await TryAsync(isBeside: true);
        }

        Task<Result<T>> TryAsync(bool isBeside) =>
            LockWaits.RetryAsync(token => RunOnceAsync(presented, holds, right, Once, isBeside, token), patience: null, clock, ct);
    }

    private async Task<Result<T>> RunOnceAsync<T>(
        Presented presented,
        Func<GovernanceDbContext, User, DateTimeOffset, CancellationToken, Task<Holding>> holds,
        Func<GovernanceDbContext, User, DateTimeOffset, CancellationToken, Task<Result<T>>> right,
        Func<string, Refusal> count,
        bool isBeside,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (!isBeside && db.LogDamage is { } damage)
        {
            // Known before: a proof that could not be recorded is not looked at either, so that no one guesses at it uncounted.
            throw new LogDamagedException(damage);
        }

        db.SavesBeside = isBeside;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = clock.GetLocalNow();
        var user = presented.User is { } id ? await db.LockUserForUpdateAsync(id, ct) : null;
        var account = user is null ? presented.Account : KeyOf(user.NormalizedEmail, user.SecurityStamp);
        if (presented.Entrance is Entrance.Password && Wait(account, presented.Address, user, now) is { } wait)
        {
            await transaction.RollbackAsync(ct);
            return await TooManyAsync(presented.Action, presented.Address, wait, ct);
        }

        var session =
            presented.Entrance is Entrance.Session && user is not null ? await SessionAsync(db, presented.Actor, user, now, ct) : null;
        var isOpen = user is { DisabledAt: null } && (presented.Entrance is not Entrance.Session || session is not null);
        var holding = user is not null && isOpen ? await holds(db, user, now, ct) : Holding.No;
        if (user is not null && holding is not Holding.No && await RecordIntegrity.VerifyAsync(db, WaysIn(user), ct) is { } altered)
        {
            // A password, passkey or second step that someone wrote into the database opens nothing.
            await transaction.RollbackAsync(ct);
            LogAltered(presented.Action, altered.Message);
            await anonymous.AddAsync(presented.Action, presented.Action.Split('.')[0], altered.Code, presented.Address, ct);
            return altered;
        }

        if (holding is Holding.Unfinished)
        {
            // The count of failures stays: knowing a password must not win tries at the code.
            await transaction.RollbackAsync(ct);
            return CodeNeeded;
        }

        if (user is not null && holding is Holding.Yes)
        {
            Forgive(user, session);
            var outcome = await right(db, user, now, ct);
            if (await RefusesSaveAsync(db, transaction, presented.Address, ct) is { } unsaved)
            {
                return unsaved;
            }

            if (session is null)
            {
                failures.Forget(OfAccount(account));
                failures.Forget(OfBoth(account, presented.Address));
            }

            return outcome;
        }

        var refusal = count(account);
        if (user is not null && isOpen && refusal == presented.Wrong)
        {
            CountFailure(db, presented, user, session, now);
            if (await RefusesSaveAsync(db, transaction, presented.Address, ct) is { } unsaved)
            {
                return unsaved;
            }
        }
        else
        {
            await transaction.RollbackAsync(ct);
            await anonymous.AddAsync(presented.Action, presented.Action.Split('.')[0], presented.Wrong.Code, presented.Address, ct);
        }

        return refusal;
    }

    // Into the log as always, or beside it: the line is on the disk before the rows are, so that no one is in of whom there is no trace.
    private async Task<Refusal?> RefusesSaveAsync(
        GovernanceDbContext db,
        IDbContextTransaction transaction,
        string address,
        CancellationToken ct
    )
    {
        if (!db.SavesBeside)
        {
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return null;
        }

        var facts = await db.SaveBesideAsync(ct);
        try
        {
            await beside.WriteAsync([.. facts.Where(f => !f.Fact.Refused)], ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRecorded(e);
            await transaction.RollbackAsync(ct);
            return NotRecorded;
        }

        await transaction.CommitAsync(ct);
        // Refusals are counted, and entered with their count once the log is whole.
        foreach (var (fact, _, _) in facts.Where(f => f.Fact.Refused))
        {
            await anonymous.AddAsync(fact.Action, fact.Subject, fact.Data["code"]!.GetValue<string>(), address, ct);
        }

        return null;
    }

    // A second step that is gone would let in by the first alone.
    private static List<RecordsAsked> WaysIn(User user) =>
        [
            RecordsAsked.Of<User>(nameof(User.Id), user.Id),
            RecordsAsked.Of<IdentityUserPasskey<int>>(nameof(IdentityUserPasskey<int>.UserId), user.Id),
            RecordsAsked.Of<StoredRecoveryCode>(nameof(StoredRecoveryCode.User), user.UserId),
            RecordsAsked.Of<ProviderIdentity>(nameof(ProviderIdentity.User), user.UserId),
            RecordsAsked
                .Of<TimeCodeKey>(nameof(TimeCodeKey.User), user.UserId)
                .OrGone([
                    [user.Id],
                ]),
        ];

    [LoggerMessage(1317, LogLevel.Critical, "{Action} was stopped by a stored record that is not what the log states: {Sentence}")]
    private partial void LogAltered(string action, string sentence);

    [LoggerMessage(1339, LogLevel.Critical, "A sign-in was refused: it could not be recorded beside the damaged log")]
    private partial void LogNotRecorded(Exception e);

    /// <summary>
    /// By what the failures of an account are counted. A new password, or the word of an administrator, gives it a new stamp: what was
    /// counted before is then forgotten, on every node.
    /// </summary>
    public static string KeyOf(string? email, string? stamp) => $"{email}\n{stamp}";

    /// <summary>
    /// How long an address has to wait before it may try a password for an account, right or wrong; null when it need not. Asked before
    /// anything is hashed.
    /// </summary>
    /// <param name="account">The account as <see cref="KeyOf"/> writes it, or the e-mail address of none.</param>
    /// <param name="address">From where.</param>
    public TimeSpan? Waits(string account, string address) =>
        Longest(failures.Waits(OfAddress(address)), Longest(failures.Waits(OfBoth(account, address)), failures.Waits(OfAccount(account))));

    /// <summary>Answers a try that came too early, and counts it for the log.</summary>
    public async Task<Refusal> TooManyAsync(string action, string address, TimeSpan wait, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(action);
        var refusal = TooMany(wait);
        await anonymous.AddAsync(action, action.Split('.')[0], refusal.Code, address, ct);
        return refusal;
    }

    private static string OfAccount(string account) => $"account {SecretText.Hash(account)}";

    private static string OfAddress(string address) => $"address {address}";

    private static string OfBoth(string account, string address) => $"account {SecretText.Hash(account)} from {address}";

    private static TimeSpan? Longest(TimeSpan? one, TimeSpan? other) => one is null || other > one ? other : one;

    private static async Task<UserSession?> SessionAsync(
        GovernanceDbContext db,
        Actor actor,
        User user,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (hash, person) = (actor.Session, user.UserId);
        return await db.Sessions.SingleOrDefaultAsync(
            s => s.Hash == hash && s.User == person && s.EndedAt == null && (s.EndsAt == null || s.EndsAt > now),
            ct
        );
    }

    private static void Forgive(User user, UserSession? session)
    {
        if (session is not null)
        {
            session.FailedProofs = 0;
            return;
        }

        user.AccessFailedCount = 0;
    }

    private TimeSpan? Wait(string account, string address, User? user, DateTimeOffset now) =>
        Longest(Waits(account, address), user is not null && user.IsLocked(now) ? user.LockoutEnd - now : null);

    private Refusal Count(Presented presented, string account)
    {
        var lockout = TimeSpan.FromMinutes(security.Value.LockoutMinutes);
        switch (presented.Entrance)
        {
            case Entrance.Password:
                failures.Fail(OfAddress(presented.Address), security.Value.AddressFailures, s_addressWindow);
                failures.Fail(OfAccount(account), security.Value.AccountFailures, lockout);
                failures.FailSlower(OfBoth(account, presented.Address), security.Value.LockoutFailures, lockout);
                return presented.Wrong;
            case Entrance.Credential:
                return failures.Fail(OfAddress(presented.Address), security.Value.AddressFailures, s_addressWindow) is { } wait
                    ? TooMany(wait)
                    : presented.Wrong;
            default:
                return presented.Wrong;
        }
    }

    private void CountFailure(GovernanceDbContext db, Presented presented, User user, UserSession? session, DateTimeOffset now)
    {
        var subject = user.UserId.ToString();
        db.Append(
            new AuditEvent(presented.Action, subject, new JsonObject { ["code"] = presented.Wrong.Code }) { Refused = true },
            presented.Actor,
            now
        );
        if (session is not null)
        {
            EndAfterTooMany(db, session, subject, now);
        }
        else if (presented.Entrance is Entrance.Password)
        {
            LockAfterTooMany(db, user, subject, now);
        }
    }

    // Anyone who sits at a stolen session gets a handful of guesses; the account's owner loses nothing by them.
    private void EndAfterTooMany(GovernanceDbContext db, UserSession session, string subject, DateTimeOffset now)
    {
        session.FailedProofs++;
        if (session.FailedProofs < security.Value.LockoutFailures)
        {
            return;
        }

        session.EndedAt = now;
        db.Append(
            new AuditEvent("session.closed", subject, new JsonObject { ["session"] = session.Hash, ["because"] = "wrong-proofs" }),
            Actor.OfJob("sign-in"),
            now
        );
    }

    private void LockAfterTooMany(GovernanceDbContext db, User user, string subject, DateTimeOffset now)
    {
        user.AccessFailedCount++;
        if (user.AccessFailedCount < security.Value.AccountFailures)
        {
            return;
        }

        user.AccessFailedCount = 0;
        user.LockoutEnd = now.AddMinutes(security.Value.LockoutMinutes);
        var data = new JsonObject { ["failures"] = security.Value.AccountFailures, ["until"] = CanonicalJson.Time(user.LockoutEnd.Value) };
        db.Append(new AuditEvent("user.locked", subject, data), Actor.OfJob("sign-in"), now);
    }
}
