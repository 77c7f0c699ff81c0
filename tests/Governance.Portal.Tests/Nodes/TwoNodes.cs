using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Testing;

namespace Governance.Portal.Tests.Nodes;

/// <summary>Two nodes of one installation on one PostgreSQL database, which hear each other.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private PortalFactory? _here;
    private PortalFactory? _there;

    public PortalFactory Here => _here!;

    public PortalFactory There => _there!;

    public async ValueTask InitializeAsync()
    {
        if (!TestDatabase.HasPostgres)
        {
            return; // each test says so
        }

        _here = new PortalFactory(DatabaseKind.Postgres);
        _ = _here.Services;
        _there = _here.Beside(TimeProvider.System);
        _ = _there.Services;
        await ListenAsync(CancellationToken.None);
    }

    public static void Need()
    {
        if (!TestDatabase.HasPostgres)
        {
            Assert.Skip($"Set {TestDatabase.PostgresVariable} to a PostgreSQL server to run this test there.");
        }
    }

    /// <summary>Appends an entry of the host's on the first node, outside any action.</summary>
    public async Task AppendAsync(string subject, CancellationToken ct, params string[] covers)
    {
        await using var db = await Here.Databases.CreateDbContextAsync(ct);
        db.Append(new AuditEvent("database.changed", subject, []) { Covers = covers }, Actor.Host, TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Returns once the second node hears what the first commits.</summary>
    public async Task ListenAsync(CancellationToken ct)
    {
        var heard = 0;
        using var listening = There.Get<ChangeFeed>().Subscribe([], c => Interlocked.Add(ref heard, c.Subject == "probe" ? 1 : 0));
        await Until.HoldsAsync(
            "the second node hears the first",
            Patience,
            async token =>
            {
                await AppendAsync("probe", token);
                return Volatile.Read(ref heard) > 0;
            },
            ct
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_there is not null)
        {
            await _there.DisposeAsync();
        }

        if (_here is not null)
        {
            await _here.DisposeAsync();
        }
    }
}
