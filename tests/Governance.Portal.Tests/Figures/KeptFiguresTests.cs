using System.Globalization;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Tests.Account;
using Governance.Portal.Tests.Queries;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Figures;

/// <summary>When a figure that many pages show is read again, and for whom it is never kept.</summary>
public sealed class KeptFiguresTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private readonly PortalFactory _portal;
    private int _readings;

    public KeptFiguresTests() =>
        _portal = new PortalFactory
        {
            Replace = services =>
            {
                // Jobs write entries of their own.
                GrowingPortal.RemoveJobs(services);
                services.AddSingleton<TimeProvider>(_clock);
            },
        };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Of a log without an entry nothing is known to hold.
    public async ValueTask InitializeAsync() => await SayAsync("database.changed", refused: false);

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Theory]
    [InlineData(FigureBasis.Records, "model.changed", false, 2)]
    [InlineData(FigureBasis.Records, "an-action.of-tomorrow", false, 2)]
    [InlineData(FigureBasis.Records, "model.changed", true, 1)]
    [InlineData(FigureBasis.Records, "decisions.stored", false, 1)]
    [InlineData(FigureBasis.Records, "session.opened", false, 1)]
    [InlineData(FigureBasis.Records, "agent-calls.decided", false, 1)]
    [InlineData(FigureBasis.Decisions, "decisions.stored", false, 2)]
    [InlineData(FigureBasis.Decisions, "decisions.erased", false, 2)]
    [InlineData(FigureBasis.Decisions, "model.changed", false, 2)]
    [InlineData(FigureBasis.Decisions, "session.refused", true, 1)]
    [InlineData(FigureBasis.Refusals, "session.refused", true, 2)]
    [InlineData(FigureBasis.Refusals, "model.changed", false, 2)]
    [InlineData(FigureBasis.Refusals, "decisions.stored", false, 1)]
    public async Task Figure_IsReadAgainAtOnce_AfterAnEntryThatCouldChangeIt_AndAfterNoOther(
        FigureBasis basis,
        string action,
        bool refused,
        int readings
    )
    {
        await FigureAsync(basis);
        await FigureAsync(basis);
        Assert.Equal(1, _readings);

        await SayAsync(action, refused);
        await FigureAsync(basis);
        await FigureAsync(basis);

        Assert.Equal(readings, _readings);
    }

    [Fact]
    public async Task Figure_IsReadAgain_AfterMoreEntriesThanAnyoneReadsOn_AndAfterAMinute()
    {
        await FigureAsync();
        await SayAsync("session.opened", refused: false, times: 1_200);
        await FigureAsync();
        Assert.Equal(2, _readings);

        _clock.Advance(TimeSpan.FromSeconds(59));
        await FigureAsync();
        Assert.Equal(2, _readings);

        _clock.Advance(TimeSpan.FromSeconds(2));
        await FigureAsync();
        Assert.Equal(3, _readings);
    }

    [Fact]
    public async Task Figure_OfALimitedReader_AndOfAnAct_IsTheirOwn()
    {
        await FigureAsync(value: "of everything");

        await using var limited = await _portal.Databases.CreateDbContextAsync(Ct);
        limited.DataScope = new DataScope([], ["within"], []);
        Assert.Equal("of a part", await FigureAsync(limited, FigureBasis.Records, () => Task.FromResult("of a part")));

        await using var acting = await _portal.Databases.CreateDbContextAsync(Ct);
        await using var transaction = await acting.Database.BeginTransactionAsync(Ct);
        Assert.Equal("of the act", await FigureAsync(acting, FigureBasis.Records, () => Task.FromResult("of the act")));

        Assert.Equal("of everything", await FigureAsync(value: "read again"));
    }

    [Fact]
    public async Task Figure_InWords_IsKeptForEachLanguage()
    {
        await FigureAsync(value: "drift");
        using (Languages.Use("de"))
        {
            Assert.Equal("Drift auf Deutsch", await FigureAsync(value: "Drift auf Deutsch"));
        }

        Assert.Equal("drift", await FigureAsync(value: "read again"));
    }

    [Fact]
    public async Task ManyWhoAskAtOnce_WaitForOneReading_AndWhereItsReaderGoesAway_OneOfThemReads()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leaves = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = Task.Run(
            () =>
                FigureAsync(
                    FigureBasis.Records,
                    () =>
                    {
                        begun.SetResult();
                        return leaves.Task;
                    }
                ),
            Ct
        );
        await begun.Task;
        var others = Enumerable.Range(0, 20).Select(_ => Task.Run(() => FigureAsync(value: "read by another"), Ct)).ToList();
        Assert.Equal(0, _readings);

        leaves.SetCanceled(Ct);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.All(await Task.WhenAll(others), value => Assert.Equal("read by another", value));
        Assert.Equal(1, _readings);
    }

    [Fact]
    public async Task ReadingThatBeganBeforeAChange_IsNotWhatIsSaidAfterIt()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = Task.Run(
            () =>
                FigureAsync(
                    FigureBasis.Records,
                    () =>
                    {
                        begun.SetResult();
                        return slow.Task;
                    }
                ),
            Ct
        );
        await begun.Task;

        await SayAsync("model.changed", refused: false);
        Assert.Equal("after", await FigureAsync(value: "after"));
        slow.SetResult("before");

        Assert.Equal("before", await first);
        Assert.Equal("after", await FigureAsync(value: "read again"));
    }

    private Task<string> FigureAsync(FigureBasis basis = FigureBasis.Records, string value = "value") =>
        FigureAsync(
            basis,
            () =>
            {
                Interlocked.Increment(ref _readings);
                return Task.FromResult(value);
            }
        );

    private async Task<string> FigureAsync(FigureBasis basis, Func<Task<string>> read)
    {
        await using var db = await _portal.Databases.CreateDbContextAsync(Ct);
        return await FigureAsync(db, basis, read);
    }

    private static Task<string> FigureAsync(GovernanceDbContext db, FigureBasis basis, Func<Task<string>> read) =>
        db.KeptAsync("figure-of-a-test", null, basis, read, Ct);

    private async Task SayAsync(string action, bool refused, int times = 1)
    {
        await using var db = await _portal.Databases.CreateDbContextAsync(Ct);
        foreach (var n in Enumerable.Range(0, times))
        {
            db.Append(
                new AuditEvent(action, n.ToString(CultureInfo.InvariantCulture), []) { Refused = refused },
                Actor.Host,
                _clock.GetUtcNow()
            );
        }

        await db.SaveChangesAsync(Ct);
    }
}
