using System.Diagnostics;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity;

/// <summary>A password presented for an account.</summary>
/// <param name="Action">The action it is presented for, as the log names it.</param>
/// <param name="Email">The account by e-mail, at sign-in.</param>
/// <param name="User">Or by its id, once signed in.</param>
/// <param name="Password">The password.</param>
/// <param name="Address">From where, as <see cref="FailureCounter.AddressOf"/> writes it.</param>
/// <param name="Actor">Who presents it, as far as is known.</param>
public sealed record PasswordAttempt(string Action, string? Email, UserId? User, string Password, string Address, Actor Actor)
{
    /// <summary>The one-time code shown with it, for accounts that have a second step.</summary>
    public string? Code { get; init; }
}

/// <summary>
/// Decides whether a password opens an account. Everything that is wrong is answered in the same words after the same work.
/// </summary>
public sealed class PasswordGate(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    Accounts accounts,
    AccountGate gate,
    PasswordLanes lanes,
    OneTimeCodes codes,
    SecondFactor secondFactor,
    IOptions<SingleSignOnOptions> signOn,
    TimeProvider clock
)
{
    private readonly Lazy<string> _nobody = new(() => accounts.Hash(new User(), SecretText.New()));

    /// <summary>The one answer to a wrong e-mail, a wrong password and an account that may not sign in.</summary>
    public static Refusal Wrong { get; } =
        new(
            "session.refused",
            $"E-mail, password or code is wrong, or the account cannot sign in now. Check them, or ask an administrator.",
            RefusalKind.Unauthenticated
        );

    /// <summary>The trace id of what is going on.</summary>
    public static string? Trace => Activity.Current?.TraceId.ToHexString();

    /// <summary>Checks a password and, when it is right, does what it was presented for in the same transaction.</summary>
    /// <param name="attempt">The password.</param>
    /// <param name="right">Called with the account's row, taken for change, and the method; saves nothing itself.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<T>> RunAsync<T>(
        PasswordAttempt attempt,
        Func<GovernanceDbContext, User, DateTimeOffset, string, CancellationToken, Task<Result<T>>> right,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(right);
        var (lane, caller) = attempt.Actor.Session is { } session ? (lanes.Proofs, session) : (lanes.SignIns, attempt.Address);
        using var place = await lane.EnterAsync(caller, ct);
        if (place is null)
        {
            return AccountGate.Busy;
        }

        var method = "";
        var found = await FindAsync(attempt, ct);
        if (lane == lanes.SignIns && Wait(attempt, found) is { } wait)
        {
            // Before the password is looked at: right or wrong, the answer and the work are the same.
            return await gate.TooManyAsync(attempt.Action, attempt.Address, wait, ct);
        }

        var hash = found?.Hash;
        var verdict = Verify(hash, attempt.Password);
        return await gate.RunAsync(
            new Presented(attempt.Action, accounts.Normalise(attempt.Email ?? ""), found?.Id, attempt.Address, attempt.Actor, Wrong)
            {
                Entrance = lane == lanes.SignIns ? Entrance.Password : Entrance.Session,
            },
            async (db, user, now, token) =>
            {
                // The row may have changed while the password was hashed: a lock or a new password since then counts.
                var holds = verdict is not PasswordVerificationResult.Failed && user.PasswordHash == hash;
                if (holds && verdict is PasswordVerificationResult.SuccessRehashNeeded && !db.SavesBeside)
                {
                    user.PasswordHash = accounts.Hash(user, attempt.Password);
                }

                if (!holds)
                {
                    return Holding.No;
                }

                var step = await codes.UseAsync(
                    db,
                    user.UserId,
                    attempt.Code,
                    Actor.OfUser(user.UserId, null, attempt.Actor.Session, Trace),
                    now,
                    token
                );
                method = OneTimeCodes.Method(step);
                return step switch
                {
                    CodeVerdict.Missing => Holding.Unfinished,
                    CodeVerdict.Wrong => Holding.No,
                    _ => Holding.Yes,
                };
            },
            async (db, user, now, token) =>
                await RefusesAsync(db, user, method, token) is { } refusal
                    ? Refuse<T>(db, attempt, user, refusal, now)
                    : await right(db, user, now, method, token),
            ct
        );
    }

    // A password is right and opens nothing: none counts here, or it alone is not enough.
    private async Task<Refusal?> RefusesAsync(GovernanceDbContext db, User user, string method, CancellationToken ct)
    {
        if (!signOn.Value.AllowsPassword(user.BreakGlass))
        {
            return ProviderRefusals.LocalOff;
        }

        return
            method == OneTimeCodes.Method(CodeVerdict.NotAsked)
            && !user.BreakGlass
            && await SecondFactor.HasPasskeyAsync(db, user.UserId, ct)
            && secondFactor.IsDemandedOf(await AccessReader.RolesOf(db, user.Id).ToListAsync(ct))
            ? SecondFactor.PasskeyNeeded
            : null;
    }

    // Said only to someone who knows the password.
    private static Result<T> Refuse<T>(GovernanceDbContext db, PasswordAttempt attempt, User user, Refusal refusal, DateTimeOffset now)
    {
        db.Append(
            new AuditEvent(attempt.Action, user.UserId.ToString(), new JsonObject { ["code"] = refusal.Code }) { Refused = true },
            attempt.Actor,
            now
        );
        return refusal;
    }

    private TimeSpan? Wait(PasswordAttempt attempt, Found? found)
    {
        var now = clock.GetLocalNow();
        var wait = gate.Waits(
            found is null ? accounts.Normalise(attempt.Email ?? "") : AccountGate.KeyOf(found.Email, found.Stamp),
            attempt.Address
        );
        return found?.LockedUntil is { } until && until > now && (wait is null || until - now > wait) ? until - now : wait;
    }

    private async Task<Found?> FindAsync(PasswordAttempt attempt, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var number = attempt.User?.Number;
        var normalised = attempt.Email is null ? null : accounts.Normalise(attempt.Email);
        return await db
            .Users.AsNoTracking()
            .Where(u => number != null ? u.Id == number : u.NormalizedEmail == normalised)
            .Select(u => new Found(u.Id, u.NormalizedEmail, u.SecurityStamp, u.PasswordHash, u.LockoutEnd))
            .SingleOrDefaultAsync(ct);
    }

    private PasswordVerificationResult Verify(string? hash, string password)
    {
        // No one's password is checked too, so that an account that does not exist takes as long as one that does.
        var verdict = accounts.Verify(new User(), hash ?? _nobody.Value, password);
        return hash is null ? PasswordVerificationResult.Failed : verdict;
    }

    private sealed record Found(int Id, string? Email, string? Stamp, string? Hash, DateTimeOffset? LockedUntil);
}
