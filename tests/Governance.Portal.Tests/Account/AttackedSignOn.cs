using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.Account.SingleSignOnScene;

namespace Governance.Portal.Tests.Account;

/// <summary>One portal and its provider, for many answers of which none may change anything: each begins with an honest provider.</summary>
public sealed class AttackedSignOn : IAsyncLifetime
{
    private FakeProvider _provider = null!;

    public PortalFactory Portal { get; private set; } = null!;

    internal TestClock Clock { get; } = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync();
        Portal = await OpenAsync(_provider, clock: Clock);
    }

    /// <summary>The provider as it is before anybody forges, and a person it knows; refusals of the answers before are written.</summary>
    internal async Task<FakeProvider> BeginAsync()
    {
        await Portal.FlushRefusalsAsync();
        (_provider.Token, _provider.Forge, _provider.Garbage) = (_ => { }, null, null);
        _provider.Know("u-1", "lena@bank.example", "legal");
        return _provider;
    }

    internal async Task<int> LogSizeAsync(string action)
    {
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        return await db.AuditEntries.CountAsync(e => e.Action == action, Ct);
    }

    internal async Task<bool> IsKnownAsync(string subject)
    {
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        return await db.ProviderIdentities.AnyAsync(i => i.Subject == subject, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await _provider.DisposeAsync();
    }
}
