using System.Diagnostics;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Identity.SingleSignOn;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Identity;

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
public sealed class PasswordGate(IDbContextFactory<GovernanceDbContext> dbFactory, Accounts accounts, AccountGate gate, OneTimeCodes codes, IOptions<SingleSignOnOptions> signOn) : IDisposable
{
    // Hashing is made to be slow. Guesses wait for each other before they keep everybody else from the processor.
    private readonly SemaphoreSlim _hashing = new(Math.Max(1, Environment.ProcessorCount));
    private readonly Lazy<string> _nobody = new(() => accounts.Hash(new User(), SecretText.New()));

    /// <summary>The one answer to a wrong e-mail, a wrong password and an account that may not sign in.</summary>
    public static Refusal Wrong { get; } = new(
        "session.refused", "E-mail, password or code is wrong, or the account cannot sign in now. Check them, or ask an administrator.", RefusalKind.Unauthenticated);

    /// <summary>The trace id of what is going on.</summary>
    internal static string? Trace => Activity.Current?.TraceId.ToHexString();

    /// <summary>Checks a password and, when it is right, does what it was presented for in the same transaction.</summary>
    /// <param name="attempt">The password.</param>
    /// <param name="right">Called with the account's row, taken for change, and the method; saves nothing itself.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<T>> RunAsync<T>(
        PasswordAttempt attempt, Func<GovernanceDbContext, User, DateTimeOffset, string, CancellationToken, Task<Result<T>>> right, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(right);
        var method = "";
        var (id, hash) = await FindAsync(attempt, ct);
        var verdict = await VerifyAsync(hash, attempt.Password, ct);
        return await gate.RunAsync(
            new Presented(attempt.Action, accounts.Normalise(attempt.Email ?? ""), id, attempt.Address, attempt.Actor, Wrong),
            async (db, user, now, token) =>
            {
                // The row may have changed while the password was hashed: a lock or a new password since then counts.
                var holds = verdict is not PasswordVerificationResult.Failed && user.PasswordHash == hash;
                if (holds && verdict is PasswordVerificationResult.SuccessRehashNeeded)
                {
                    user.PasswordHash = accounts.Hash(user, attempt.Password);
                }

                if (!holds)
                {
                    return Holding.No;
                }

                var step = await codes.UseAsync(db, user.UserId, attempt.Code, Actor.OfUser(user.UserId, null, attempt.Actor.Session, Trace), now, token);
                method = OneTimeCodes.Method(step);
                return step switch
                {
                    CodeVerdict.Missing => Holding.Unfinished,
                    CodeVerdict.Wrong => Holding.No,
                    _ => Holding.Yes,
                };
            },
            (db, user, now, token) => signOn.Value.AllowsPassword(user.BreakGlass) ? right(db, user, now, method, token) : Task.FromResult(Refuse<T>(db, attempt, user, now)),
            ct);
    }

    // Said only to whoever knows the password: it opens nothing here.
    private static Result<T> Refuse<T>(GovernanceDbContext db, PasswordAttempt attempt, User user, DateTimeOffset now)
    {
        db.Append(new AuditEvent(attempt.Action, user.UserId.ToString(), new JsonObject { ["code"] = ProviderRefusals.LocalOff.Code }) { Refused = true }, attempt.Actor, now);
        return ProviderRefusals.LocalOff;
    }

    /// <inheritdoc/>
    public void Dispose() => _hashing.Dispose();

    private async Task<(int? Id, string? Hash)> FindAsync(PasswordAttempt attempt, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var number = attempt.User?.Number;
        var normalised = attempt.Email is null ? null : accounts.Normalise(attempt.Email);
        var found = await db.Users.AsNoTracking()
            .Where(u => number != null ? u.Id == number : u.NormalizedEmail == normalised)
            .Select(u => new { u.Id, u.PasswordHash })
            .SingleOrDefaultAsync(ct);
        return (found?.Id, found?.PasswordHash);
    }

    private async Task<PasswordVerificationResult> VerifyAsync(string? hash, string password, CancellationToken ct)
    {
        await _hashing.WaitAsync(ct);
        try
        {
            // Nobody's password is checked too, so that an account that does not exist takes as long as one that does.
            var verdict = accounts.Verify(new User(), hash ?? _nobody.Value, password);
            return hash is null ? PasswordVerificationResult.Failed : verdict;
        }
        finally
        {
            _hashing.Release();
        }
    }
}
