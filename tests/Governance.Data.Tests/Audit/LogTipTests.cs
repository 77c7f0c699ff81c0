using Governance.Data.Audit;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Data.Tests.Audit;

/// <summary>A follower that has seen the whole log asks nothing while the node hears that nothing happens.</summary>
public sealed class LogTipTests
{
    private const string Name = "a-test";

    private readonly List<long> _seen = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Follower_WhileTheNodeHears_LooksOnlyAfterSomethingHappened()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Sqlite);
        var tip = store.Services.GetRequiredService<LogTip>();
        var databases = new Counting(store.Databases);
        var followers = new LogFollowers(databases, null, tip);
        await AppendAsync(store, "first");
        var end = await EndAsync(store);
        tip.Heard(end);

        Assert.Equal((1, true), await LookAsync(FollowFromStart)); // hands over what there is
        Assert.Equal((0, true), await LookAsync(FollowFromStart)); // and finds that it has seen everything
        Assert.Equal((0, false), await LookAsync(FollowFromStart));
        Assert.Equal((0, false), await LookAsync(FollowFromStart));

        await AppendAsync(store, "own"); // its own commit, before the server tells of it
        Assert.Equal((1, true), await LookAsync(FollowFromStart));
        Assert.Equal((0, true), await LookAsync(FollowFromStart));

        tip.Heard(end + 1); // another node's, or its own, as the server tells it
        Assert.Equal((0, true), await LookAsync(FollowFromStart));
        store.Feed.Publish([new Change("thing.done", "a")]);
        Assert.Equal((0, true), await LookAsync(FollowFromStart));
        Assert.Equal((0, false), await LookAsync(FollowFromStart));

        tip.Lost();
        Assert.Null(tip.Mark);
        Assert.Equal((0, true), await LookAsync(FollowFromStart));
        Assert.Equal((0, true), await LookAsync(FollowFromStart));
        Assert.Equal(2, _seen.Count);

        async Task<(int Taken, bool Looked)> LookAsync(FollowTerms terms)
        {
            var before = databases.Made;
            var taken = await followers.StepAsync(Name, HandleAsync, terms, Ct);
            return (taken, databases.Made > before);
        }
    }

    /// <summary>The node that has the turn may end without a word: what it has not followed is looked for as often as before.</summary>
    [Fact]
    public async Task Follower_OfAnotherNode_ThatIsBehind_IsLookedAtEachTime()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Sqlite);
        var tip = store.Services.GetRequiredService<LogTip>();
        var databases = new Counting(store.Databases);
        var (here, other) = (new LogFollowers(databases, null, tip), new LogFollowers(store.Databases));
        await using (var db = await store.Databases.CreateDbContextAsync(Ct))
        {
            await LogFollowers.BeginAsync(db, Name, 0, Ct);
        }

        await AppendAsync(store, "first");
        Assert.True(await other.TakeAsync(Name, TimeSpan.FromMinutes(2), Ct));
        tip.Heard(await EndAsync(store));

        for (var i = 0; i < 3; i++)
        {
            var before = databases.Made;
            Assert.Equal(0, await here.StepAsync(Name, HandleAsync, null, Ct));
            Assert.True(databases.Made > before, "It did not look although the other node is behind.");
        }

        await other.ReturnAsync(Name, Ct);
        Assert.Equal(1, await here.StepAsync(Name, HandleAsync, null, Ct));
    }

    [Fact]
    public void Mark_IsBelievedForHalfAMinuteAtMost()
    {
        var clock = new Moving();
        var tip = new LogTip(new ChangeFeed(Microsoft.Extensions.Logging.Abstractions.NullLogger<ChangeFeed>.Instance), clock);
        Assert.Null(tip.Mark);
        tip.Heard(7);
        var mark = tip.Mark;

        Assert.Equal(mark, tip.Mark);
        clock.Ticks += (long)(LogTip.Most.TotalSeconds * clock.TimestampFrequency);

        Assert.NotEqual(mark, tip.Mark);
    }

    private static FollowTerms FollowFromStart { get; } = new() { From = 0 };

    private Task HandleAsync(GovernanceDbContext db, IReadOnlyList<FollowedEntry> entries, CancellationToken ct)
    {
        _seen.AddRange(entries.Select(e => e.Index));
        return Task.CompletedTask;
    }

    private static async Task AppendAsync(TestStore store, string subject)
    {
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        db.Append(TestStore.Fact(subject), Actor.Host, TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync(Ct);
    }

    private static async Task<long> EndAsync(TestStore store)
    {
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        return await LogFollowers.EndAsync(db, Ct);
    }

    private sealed class Moving : TimeProvider
    {
        public long Ticks { get; set; }

        public override long GetTimestamp() => Ticks;
    }

    private sealed class Counting(IDbContextFactory<GovernanceDbContext> inner) : IDbContextFactory<GovernanceDbContext>
    {
        public int Made { get; private set; }

        public GovernanceDbContext CreateDbContext()
        {
            Made++;
            return inner.CreateDbContext();
        }
    }
}
