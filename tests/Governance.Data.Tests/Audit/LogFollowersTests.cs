using Governance.Data.Api;
using Governance.Data.Audit;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Tests.Audit;

/// <summary>Anyone who follows the log hears of each entry once, in order, whatever ends in between.</summary>
public sealed class LogFollowersTests
{
    private const string Name = "copier";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task CatchUp_FromTheBeginning_HandsOverEveryEntryInOrder(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await RegisterAsync(store, 0, 25);
        var heard = new List<FollowedEntry>();

        var count = await Followers(store).CatchUpAsync(Name, Hear(heard), new FollowTerms { From = 0, Batch = 10 }, Ct);

        Assert.Equal(25, count);
        Assert.Equal(Enumerable.Range(0, 25).Select(i => (long)i), heard.Select(e => e.Index));
        Assert.Equal("model-7", heard[7].Event.Subject);
        Assert.Equal("host", heard[7].Event.Actor);
        Assert.Equal(32, heard[7].LeafHash.Length);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Turn_OfANodeThatEnds_IsGivenBack_AndTheNextNeedNotWait(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await RegisterAsync(store, 0, 1);
        var (ends, next) = (Followers(store), Followers(store));
        await ends.CatchUpAsync(Name, Hear([]), null, Ct);
        Assert.True(await ends.TakeAsync(Name, TimeSpan.FromMinutes(2), Ct));
        Assert.True(await ends.HoldsAsync(Name, Ct));
        Assert.False(await next.TakeAsync(Name, TimeSpan.FromMinutes(2), Ct));

        await ends.ReleaseAsync(Ct);

        Assert.True(await next.TakeAsync(Name, TimeSpan.FromMinutes(2), Ct));
        Assert.Equal((false, true), (await ends.HoldsAsync(Name, Ct), await next.HoldsAsync(Name, Ct)));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task CatchUp_NewFollower_BeginsAtTheEnd(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await RegisterAsync(store, 0, 3);
        var followers = Followers(store);
        var heard = new List<FollowedEntry>();

        Assert.Equal(0, await followers.CatchUpAsync(Name, Hear(heard), null, Ct));
        await RegisterAsync(store, 3, 2);
        Assert.Equal(2, await followers.CatchUpAsync(Name, Hear(heard), null, Ct));

        Assert.Equal([3L, 4L], heard.Select(e => e.Index));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Begin_ByNodesAtTheSameMoment_AddsItOnce_AndTheFirstSaysWhere(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await RegisterAsync(store, 0, 3);
        async Task BeginAsync(long? from)
        {
            await using var db = await store.Databases.CreateDbContextAsync(Ct);
            await LogFollowers.BeginAsync(db, Name, from, Ct);
        }

        await BeginAsync(1);
        await Task.WhenAll(BeginAsync(null), BeginAsync(0));

        var heard = new List<FollowedEntry>();
        Assert.Equal(2, await Followers(store).CatchUpAsync(Name, Hear(heard), null, Ct));
        Assert.Equal([1L, 2L], heard.Select(e => e.Index));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Step_HandlerFails_NothingOfItStays_AndItIsHandedOverAgain(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await RegisterAsync(store, 0, 4);
        var followers = Followers(store);
        var terms = new FollowTerms { From = 0 };

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() =>
            followers.StepAsync(
                Name,
                async (db, entries, ct) =>
                {
                    await CopyAsync(db, entries, ct);
                    throw new InvalidTimeZoneException();
                },
                terms,
                Ct
            )
        );
        Assert.Empty(await CopiesAsync(store));
        Assert.Equal(4, await followers.StepAsync(Name, CopyAsync, terms, Ct));

        Assert.Equal(4, (await CopiesAsync(store)).Count);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Nodes_ManyAtOnce_EveryEntryTakesEffectExactlyOnce(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await RegisterAsync(store, 0, 1);
        var terms = new FollowTerms
        {
            From = 0,
            Batch = 7,
            Lease = TimeSpan.Zero,
        }; // no lease: the position alone has to hold
        var nodes = Enumerable.Range(0, 4).Select(_ => Followers(store)).ToList();

        var writing = RegisterAsync(store, 1, 60);
        await Task.WhenAll(
            nodes.Select(async node =>
            {
                while (!writing.IsCompleted)
                {
                    await node.CatchUpAsync(Name, CopyAsync, terms, Ct);
                }
            })
        );
        await writing;
        while (await nodes[0].StepAsync(Name, CopyAsync, terms, Ct) > 0) { }

        // A copy has the entry's index in its key: a second effect would have been a collision, a lost one is missing.
        Assert.Equal(61, (await CopiesAsync(store)).Count);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Lease_OtherNodeHasIt_ThisOneWaitsUntilItEnds(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await RegisterAsync(store, 0, 2);
        var first = Followers(store);
        var second = Followers(store);
        var terms = new FollowTerms
        {
            From = 0,
            Batch = 1,
            Lease = TimeSpan.FromSeconds(30),
        };

        Assert.Equal(1, await first.StepAsync(Name, CopyAsync, terms, Ct));
        Assert.Equal(0, await second.StepAsync(Name, CopyAsync, terms, Ct));
        await PassAsync(store, TimeSpan.FromSeconds(31));
        Assert.Equal(1, await second.StepAsync(Name, CopyAsync, terms, Ct));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Lease_OfANodeThatFellSilent_EndsByTheDatabasesClock_AndTakesNobodysTurn(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await RegisterAsync(store, 0, 4);
        var right = Followers(store);
        var silent = Followers(store);
        var terms = new FollowTerms
        {
            From = 0,
            Batch = 1,
            Lease = TimeSpan.FromSeconds(30),
        };

        // While the other node has the turn, it stays there: no node's own clock is asked.
        Assert.Equal(1, await right.StepAsync(Name, CopyAsync, terms, Ct));
        Assert.Equal(0, await silent.StepAsync(Name, CopyAsync, terms, Ct));
        Assert.False(await silent.TakeAsync(Name, terms.Lease, Ct));
        await PassAsync(store, TimeSpan.FromSeconds(31));

        // It takes the turn, and ends without a word: half a minute later someone else goes on.
        Assert.Equal(1, await silent.StepAsync(Name, CopyAsync, terms, Ct));
        Assert.Equal(0, await right.StepAsync(Name, CopyAsync, terms, Ct));
        await PassAsync(store, TimeSpan.FromSeconds(31));
        Assert.Equal(1, await right.StepAsync(Name, CopyAsync, terms, Ct));
        await PassAsync(store, TimeSpan.FromSeconds(31));
        Assert.True(await silent.TakeAsync(Name, terms.Lease, Ct));
        Assert.False(await right.TakeAsync(Name, terms.Lease, Ct));
        await PassAsync(store, TimeSpan.FromSeconds(31));
        Assert.True(await right.TakeAsync(Name, terms.Lease, Ct));
    }

    [Fact]
    public void Parse_NoEntry_IsReadAsUnreadable()
    {
        Assert.Equal(LoggedEvent.UnreadableAction, LoggedEvent.Parse("{\"action\":\"x\"}"u8.ToArray()).Action);
        Assert.Equal(LoggedEvent.UnreadableAction, LoggedEvent.Parse("[1"u8.ToArray()).Action);
    }

    private static LogFollowers Followers(TestStore store) => new(store.Databases);

    // The database's clock cannot be moved, so the lease is: it ends as much earlier.
    private static async Task PassAsync(TestStore store, TimeSpan time)
    {
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        var follower = await db.Set<LogFollower>().SingleAsync(f => f.Name == Name, Ct);
        follower.LeaseUntil -= time;
        await db.SaveChangesAsync(Ct);
    }

    private static FollowHandler Hear(List<FollowedEntry> heard) =>
        (_, entries, _) =>
        {
            heard.AddRange(entries);
            return Task.CompletedTask;
        };

    private static Task CopyAsync(GovernanceDbContext db, IReadOnlyList<FollowedEntry> entries, CancellationToken ct)
    {
        db.Settings.AddRange(entries.Select(e => new Setting { Key = $"copy-{e.Index}", Value = e.Event.Subject }));
        return Task.CompletedTask;
    }

    private static async Task<List<Setting>> CopiesAsync(TestStore store)
    {
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        return await db.Settings.AsNoTracking().Where(s => s.Key.StartsWith("copy-")).ToListAsync(Ct);
    }

    private static async Task RegisterAsync(TestStore store, int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            var outcome = await store.RegisterAsync($"model-{i}", Ct);
            Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        }
    }

    private sealed class TestClock(DateTimeOffset start) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = start;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
