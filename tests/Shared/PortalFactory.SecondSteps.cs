using System.Collections.Concurrent;
using Governance.Data.Identity;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.EntityFrameworkCore;

namespace Governance.Testing;

/// <summary>
/// The second step of people whose role asks for one: an authenticator app, there before they sign in for the first time. Its secret is put
/// where setting one up puts it; how people do that is tested by itself.
/// </summary>
public partial class PortalFactory
{
    private readonly ConcurrentDictionary<string, AuthenticatorApp> _apps = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _settingUp = new(1, 1);
    private PortalFactory? _first;

    private PortalFactory First => _first ?? this;

    /// <summary>A browser at which someone may sign in who has their app at hand.</summary>
    public HttpClient CreateBrowser(Uri? address = null) =>
        CreateDefaultClient(address ?? ClientOptions.BaseAddress, new AuthenticatorHandler(this), new CookieContainerHandler());

    /// <summary>The app of someone who has one.</summary>
    public AuthenticatorApp? AppOf(string email) => First._apps.GetValueOrDefault(email);

    /// <summary>Gives a person an app if a role of theirs asks for a second step and they have none.</summary>
    public async Task<AuthenticatorApp?> SetUpAppAsync(string email)
    {
        if (AppOf(email) is { } known)
        {
            return known;
        }

        await First._settingUp.WaitAsync();
        try
        {
            return AppOf(email) ?? await MakeAppAsync(email);
        }
        finally
        {
            First._settingUp.Release();
        }
    }

    /// <summary>Keeps the app that someone set up at the screen.</summary>
    public async Task<AuthenticatorApp> KeepAppAsync(string email, byte[] secret)
    {
        await using var db = await Databases.CreateDbContextAsync();
        var normalised = Get<Accounts>().Normalise(email);
        var user = new UserId(await db.Users.Where(u => u.NormalizedEmail == normalised).Select(u => u.Id).SingleAsync());
        return Keep(email, user, secret);
    }

    private async Task<AuthenticatorApp?> MakeAppAsync(string email)
    {
        await using var db = await Databases.CreateDbContextAsync();
        var normalised = Get<Accounts>().Normalise(email);
        if (
            await db.Users.Where(u => u.NormalizedEmail == normalised && !u.BreakGlass).Select(u => (int?)u.Id).SingleOrDefaultAsync()
            is not { } number
        )
        {
            return null;
        }

        var user = new UserId(number);
        var secret = AuthenticatorApp.SecretOf(email);
        var key = await db.TimeCodeKeys.SingleOrDefaultAsync(k => k.User == user);
        if (key?.Secret is { } stored)
        {
            // A portal that goes on with the files of another has the people of that one. What someone set up at a screen is theirs.
            return Get<OneTimeCodes>().Open(stored)?.AsSpan().SequenceEqual(secret) is true
                ? Keep(email, user, secret, key.LastStep)
                : null;
        }

        var roles = await AccessReader.RolesOf(db, number).ToListAsync();
        if (!await Get<SecondFactor>().IsMissingAsync(db, user, roles, CancellationToken.None))
        {
            return null;
        }

        var now = Get<TimeProvider>().GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (key is null)
        {
            db.TimeCodeKeys.Add(key = new TimeCodeKey { User = user });
        }

        (key.Secret, key.Since) = (Get<OneTimeCodes>().Protect(secret), now);
        db.Append(new AuditEvent("database.changed", "database", []), Actor.Host, now);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return Keep(email, user, secret);
    }

    private AuthenticatorApp Keep(string email, UserId user, byte[] secret, long last = 0) =>
        First._apps[email] = new AuthenticatorApp(secret, Get<TimeProvider>(), () => ForgetStepsAsync(user), last);

    private async Task ForgetStepsAsync(UserId user)
    {
        await using var db = await Databases.CreateDbContextAsync();
        await db.TimeCodeKeys.Where(k => k.User == user).ExecuteUpdateAsync(k => k.SetProperty(x => x.LastStep, 0));
    }
}
