using System.Text;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Stored;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>
/// What a window costs does not grow with all files that ever came: those that cannot be about it are not opened, and here they are not
/// even
/// there any more. The figures are those of reading everything, to the digit.
/// </summary>
public sealed class WindowCostTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task LabelsOfOtherWindows_AreNotOpened_AndTheFiguresAreThoseOfAll(DatabaseKind kind)
    {
        await using var model = await WatchedModel.StartAsync(kind);
        await model.SendAsync(Predictions.Csv(600, "2026-09-01", prefix: "r"), WindowRole.Reference);
        var first = await model.SendAsync(Predictions.Csv(600, "2026-10-01", labelled: 0, seed: 2, prefix: "a"));
        var second = await model.SendAsync(Predictions.Csv(600, "2026-10-02", labelled: 0, seed: 3, prefix: "b"));
        await LabelAsync(model, "a", 0);
        await LabelAsync(model, "b", 0);
        await LabelAsync(model, "b", 1);
        await model.EvaluateAsync();

        await using var db = await model.Portal.Databases.CreateDbContextAsync(Ct);
        var batches = await db.LabelBatches.OrderBy(b => b.Id).Select(b => b.DataSha256).ToListAsync(Ct);
        var window = await db.Windows.AsNoTracking().SingleAsync(w => w.Id == second, Ct);
        var rows = model.Portal.Get<WindowRows>();
        var table = (await rows.ReadAsync(window, null, null, Ct)).Value;
        var naive = table;
        foreach (var batch in batches)
        {
            await using var data = await model.Portal.Get<ContentStore>().OpenFileAsync(batch, Ct);
            var labels = await model.Portal.Get<WindowAnalysis>().ReadAsync(data, ColumnRoles.Default, null, Ct);
            naive = LateLabels.Join(naive, labels.Value, WindowRows.ColumnsOf(window).ToRoles()).Table;
        }

        File.Delete(model.Portal.ContentFile(batches[0]));
        var joined = await rows.WithLateLabelsAsync(window, table, Ct);

        Assert.Equal(((NumericColumn)naive.Find("label")!).Values.ToArray(), ((NumericColumn)joined.Table.Find("label")!).Values.ToArray());
        var roles = WindowRows.ColumnsOf(window).ToRoles();
        var reference = StoredPerformance.FromJson(
            await db.Windows.Where(w => w.Id == window.ReferenceId).Select(w => w.PerformanceJson).SingleAsync(Ct)
        );
        Assert.Equal(WindowAnalysis.Measure(naive, roles, reference).Value.ToJson(), window.PerformanceJson);

        // Nor are windows that the labels are not about.
        var others = await db.Windows.Where(w => w.Id == first).Select(w => w.DataSha256).SingleAsync(Ct);
        File.Delete(model.Portal.ContentFile(others));
        var answer = await LabelAsync(model, "b", 2);
        Assert.Equal([second], answer.Windows);
    }

    [Fact]
    public async Task MonitorsOfSegments_ReadTheReferenceOnce()
    {
        await using var model = await WatchedModel.StartAsync();
        await model.SendAsync(Predictions.Csv(1000, "2026-09-01"), WindowRole.Reference);
        foreach (var target in new[] { "amount", "score" })
        {
            var made = await model
                .Portal.Get<CreateMonitor>()
                .RunAsync(Actor.Host, new(WatchedModel.Name, "drift", target, ("channel", "web"), new MonitorSettings()), Ct);
            Assert.Null(made.Refusal);
        }

        await model.WatchAsync(Predictions.Csv(600, "2026-10-01", shift: 30, seed: 2));
        await using var db = await model.Portal.Databases.CreateDbContextAsync(Ct);
        var reference = await db.Windows.Where(w => w.Role == WindowRole.Reference).Select(w => w.DataSha256).SingleAsync(Ct);
        File.Delete(model.Portal.ContentFile(reference));

        await model.WatchAsync(Predictions.Csv(600, "2026-10-02", shift: 30, seed: 2));

        var segments = await db.Monitors.Where(m => m.SegmentColumn == "channel").Select(m => m.Id).ToListAsync(Ct);
        var readings = await db.MonitorReadings.Where(r => segments.Contains(r.Monitor)).OrderBy(r => r.Start).ToListAsync(Ct);
        Assert.Equal(4, readings.Count);
        foreach (var monitor in readings.GroupBy(r => r.Monitor))
        {
            // The same rows of another day: the same value from the profile that was kept.
            Assert.Single(monitor.Select(r => r.Value).Distinct());
        }
    }

    private static async Task<UploadLabels.Answer> LabelAsync(WatchedModel model, string prefix, int round)
    {
        using var body = new MemoryStream(
            Encoding.UTF8.GetBytes(
                "decision_id,true_label\n" + string.Concat(Enumerable.Range(0, 500 + round).Select(i => $"{prefix}{i},{(i + round) % 2}\n"))
            )
        );
        var outcome = await model.Portal.Get<UploadLabels>().RunAsync(Actor.Host, WatchedModel.Name, WatchedModel.Version, body, Ct);
        Assert.Null(outcome.Refusal);
        return outcome.Value;
    }
}
