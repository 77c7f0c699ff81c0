using Governance.Analytics.Io;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Operations.Monitoring.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>
/// What a spreadsheet or a person writes among numbers neither switches a monitor off nor makes it unclear, and is said; values that stop
/// coming break a bound long before the last one.
/// </summary>
public sealed class WordsAmongNumbersTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("#N/A", 0)]
    [InlineData("#WERT!", 0)]
    [InlineData("see note", 1)]
    public async Task StableColumn_WithAWordInIt_StaysOkInEveryWindow(string word, int invalid)
    {
        await using var model = await WatchedModel.StartAsync();
        await model.SendAsync(With(Predictions.Csv(1000, "2026-09-01"), word, every: 1000), WindowRole.Reference);
        for (var day = 1; day <= 3; day++)
        {
            await model.WatchAsync(With(Predictions.Csv(600, $"2026-10-0{day}", seed: day + 1), word, every: 600));
            Assert.Equal(MonitorOutcome.Ok, (await model.MonitorAsync(MonitorKind.Drift, "amount")).Last!.Outcome);
            Assert.Equal(MonitorOutcome.Ok, (await model.MonitorAsync(MonitorKind.Quality, "*")).Last!.Outcome);
        }

        await model.WatchAsync(With(Predictions.Csv(600, "2026-10-04", shift: 60, seed: 9), word, every: 600));
        Assert.Equal(MonitorOutcome.Breach, (await model.MonitorAsync(MonitorKind.Drift, "amount")).Last!.Outcome);
        await using var db = await model.Portal.Databases.CreateDbContextAsync(Ct);
        var window = await db.Windows.Where(w => w.Role == WindowRole.Current).OrderByDescending(w => w.Start).FirstAsync(Ct);
        var check = StoredWindow.Read(window.DriftJson!).Checks.Single(c => c is { Check: "invalid", Column: "amount" });
        Assert.Equal(invalid / 600.0, check.Current);
        Assert.Equal(
            invalid == 0 ? null : "Values of a different type from the reference: first in line 2. For example \"see note\".",
            check.Reason
        );
    }

    [Fact]
    public async Task Upload_ValuesLeftOut_AreInTheAnswer()
    {
        await using var model = await WatchedModel.StartAsync();
        using var body = new MemoryStream(Predictions.Utf8(With(Predictions.Csv(1000, "2026-09-01"), "see note", every: 500)));

        var outcome = await model
            .Portal.Get<UploadWindow>()
            .RunAsync(
                Actor.Host,
                new UploadWindow.Command(WatchedModel.Name, WatchedModel.Version, WindowRole.Reference, null, null, WindowColumns.Default),
                body,
                Ct
            );

        Assert.Equal(
            ["Column \"amount\": 998 of 1000 values are numbers; \"see note\" in line 2 is not, and is left out."],
            outcome.Value.Warnings
        );
    }

    [Theory]
    [InlineData(20)] // 95 % lost
    [InlineData(250)] // 99.6 %
    public async Task NearlyAllValuesLost_IsABreachOfTheMonitorOfDrift(int keptEvery)
    {
        await using var model = await WatchedModel.StartAsync();
        await model.SendAsync(Predictions.Csv(1000, "2026-09-01"), WindowRole.Reference);
        for (var day = 1; day <= 2; day++)
        {
            await model.WatchAsync(With(Predictions.Csv(1000, $"2026-10-0{day}", seed: day + 1), "", every: keptEvery, others: true));
        }

        var monitor = await model.MonitorAsync(MonitorKind.Drift, "amount");
        Assert.Equal(MonitorOutcome.Breach, monitor.Last!.Outcome);
        Assert.Equal(
            $"{1000 - (1000 / keptEvery)} of 1000 rows have no usable value, against 0 of 1000 in the reference.",
            monitor.Last.Reason
        );
        Assert.Equal(DriftLevel.Alert, (await model.AlertsAsync()).Single(a => a.Field == "amount").Level);
    }

    [Fact]
    public async Task DeclaredNullValues_AreMissingInEveryColumn()
    {
        using var analysis = new WindowAnalysis(
            Options.Create(new LimitsOptions()),
            Options.Create(new MonitoringOptions { NullValues = ["-999", " unknown "] }),
            null!,
            TimeProvider.System
        );

        var read = await analysis.ReadAsync(
            new MemoryStream(Predictions.Utf8("x,c\n1,a\n-999,unknown\n3,b\n")),
            ColumnRoles.Default,
            null,
            Ct
        );

        Assert.All(read.Value.Columns, c => Assert.Equal(1, c.Counts.Missing));
    }

    // The amount of every n-th row, or of all others, is replaced.
    private static string With(string csv, string word, int every, bool others = false) =>
        string.Concat(
            csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(
                    (line, row) =>
                    {
                        var cells = line.Split(',');
                        if (row > 0 && (row - 1) % every == 0 != others)
                        {
                            cells[2] = word;
                        }

                        return string.Join(',', cells) + "\n";
                    }
                )
        );
}
