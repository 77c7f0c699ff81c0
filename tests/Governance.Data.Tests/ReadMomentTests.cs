using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Tests;

/// <summary>What compares rows with the log sees both as they stood together, and keeps nobody from writing meanwhile.</summary>
public sealed class ReadMomentTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Reads_OfOneMoment_SeeNothingThatIsWrittenAfterTheFirst_AndWritersGoOn(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await store.RegisterAsync("before", Ct);
        await using (var db = await store.Databases.CreateDbContextAsync(Ct))
        {
            await using var moment = await db.ReadAtOneMomentAsync(Ct);
            Assert.Equal(1, await db.Models.CountAsync(Ct));

            var written = await store.RegisterAsync("meanwhile", Ct);

            Assert.True(written.IsDone, written.Refusal?.Message);
            Assert.Equal(1, await db.Models.CountAsync(Ct));
            Assert.False(await db.AuditEntries.AnyAsync(e => e.Subject == "meanwhile", Ct));
        }

        // The connection comes out of the pool without it.
        await using var later = await store.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(2, await later.Models.CountAsync(Ct));
        Assert.True((await store.RegisterAsync("after", Ct)).IsDone);
    }
}
