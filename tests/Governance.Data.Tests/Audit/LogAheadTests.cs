using Governance.Data.Audit;
using Governance.Domain.Identity;

namespace Governance.Data.Tests.Audit;

/// <summary>The log is a clock to compare with: after a clock was wrong its last entry lies in the future.</summary>
public sealed class LogAheadTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-3600, null)]
    [InlineData(60, null)]
    [InlineData(61, 61)]
    [InlineData(7200, 7200)]
    public async Task LastEntry_LaterThanNowByMoreThanAMinute_IsTold(int seconds, int? ahead)
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Sqlite);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        Assert.Null(await LogAhead.FindAsync(db, s_now, Ct));
        db.Append(TestStore.Fact("earlier"), Actor.Host, s_now.AddDays(-1));
        await db.SaveChangesAsync(Ct);
        db.Append(TestStore.Fact("last"), Actor.Host, s_now.AddSeconds(seconds));
        await db.SaveChangesAsync(Ct);

        Assert.Equal(ahead is { } s ? TimeSpan.FromSeconds(s) : null, await LogAhead.FindAsync(db, s_now, Ct));
    }
}
