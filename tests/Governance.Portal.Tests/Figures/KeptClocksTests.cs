using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Account;
using Governance.Portal.Tests.Queries;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Figures;

/// <summary>Which clocks a page reads once for everyone in a role, and which it reads each time.</summary>
public sealed class KeptClocksTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private readonly PortalFactory _portal;
    private readonly Counted _shared = new(isShared: true);
    private readonly Counted _own = new(isShared: false);

    public KeptClocksTests() =>
        _portal = new PortalFactory
        {
            Replace = services =>
            {
                GrowingPortal.RemoveJobs(services);
                services.AddSingleton<TimeProvider>(_clock);
            },
        };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await SayAsync("database.changed");

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task SharedClocks_AreReadOnceForEachRole_AndAgainAfterAChange_AndTheOthersEachTime()
    {
        await ReadAsync(Of(1, Roles.Auditor));
        await ReadAsync(Of(2, Roles.Auditor));
        Assert.Equal((1, 2), (_shared.Readings, _own.Readings));

        await ReadAsync(Of(1, Roles.Engineer));
        Assert.Equal((2, 3), (_shared.Readings, _own.Readings));

        await SayAsync("risk.closed");
        var clocks = await ReadAsync(Of(2, Roles.Auditor));

        Assert.Equal((3, 4), (_shared.Readings, _own.Readings));
        Assert.Equal(["shared 3", "own 4"], clocks);
    }

    [Fact]
    public async Task SharedClocks_OfAnotherPage_OfALimitedReader_AndOfAKey_AreReadForThem()
    {
        await ReadAsync(Of(1, Roles.Auditor));
        await ReadAsync(Of(1, Roles.Auditor), page: "another");
        Assert.Equal(2, _shared.Readings);

        await ReadAsync(Of(1, Roles.Auditor), dataScope: new DataScope([], ["within"], []));
        Assert.Equal(3, _shared.Readings);

        var key = new Access { Actor = Actor.OfKey(new ApiKeyId(1)), PrintedName = "A key" };
        await ReadAsync(key);
        await ReadAsync(key);
        Assert.Equal(5, _shared.Readings);

        await ReadAsync(Of(1, Roles.Auditor));
        Assert.Equal(5, _shared.Readings);
    }

    [Fact]
    public void ClocksThatDifferByPerson_OrChangeWithoutAnEntryThatFiguresFollow_AreNotShared() =>
        Assert.Equal(
            ["AccessClocks", "DelegationClocks", "ReviewClocks"],
            _portal.Services.GetServices<IClockSource>().Where(s => !s.IsShared).Select(s => s.GetType().Name).Order(StringComparer.Ordinal)
        );

    private static Access Of(int person, string role) =>
        new()
        {
            Actor = Actor.OfUser(new UserId(person), role, session: null),
            Person = new UserId(person),
            PrintedName = "Someone",
            Role = role,
        };

    private async Task<IReadOnlyList<string>> ReadAsync(Access access, string page = "page", DataScope? dataScope = null)
    {
        await using var db = await _portal.Databases.CreateDbContextAsync(Ct);
        db.DataScope = dataScope;
        var read = await ClockReading.ReadAsync([_shared, _own], page, db, access, 10, _clock.GetUtcNow(), Ct);
        return [.. read.SelectMany(c => c).Select(c => c.About)];
    }

    private async Task SayAsync(string action)
    {
        await using var db = await _portal.Databases.CreateDbContextAsync(Ct);
        db.Append(new AuditEvent(action, "1", []), Actor.Host, _clock.GetUtcNow());
        await db.SaveChangesAsync(Ct);
    }

    private sealed class Counted(bool isShared) : IClockSource
    {
        public bool IsShared => isShared;

        public int Readings { get; private set; }

        public Task<IReadOnlyList<RunningClock>> RunningAsync(
            GovernanceDbContext db,
            Access access,
            ClockQuestion question,
            DateTimeOffset now,
            CancellationToken ct
        )
        {
            Readings++;
            return Task.FromResult<IReadOnlyList<RunningClock>>([
                new RunningClock("icon", $"Clock", $"{(isShared ? "shared" : "own")} {Readings}", now, "/", IsDuty: false),
            ]);
        }
    }
}
