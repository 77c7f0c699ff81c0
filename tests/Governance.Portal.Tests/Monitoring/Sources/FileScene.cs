using System.Globalization;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Monitoring.Sources;

/// <summary>A model whose windows are pulled from files. Days are named by their distance from the first, which is four days ago.</summary>
internal sealed class FileScene : IAsyncDisposable
{
    public const string Folder = "predictions/";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private FileScene(WatchedModel model) => Model = model;

    public static DateTimeOffset First { get; } = new(DateTime.UtcNow.Date.AddDays(-4), TimeSpan.Zero);

    public WatchedModel Model { get; }

    public static async Task<FileScene> StartAsync(Action<PortalFactory> configure, DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = new FileScene(await WatchedModel.StartAsync(kind, configure));
        await scene.Model.SendAsync(Predictions.Csv(500, Day(-10)), WindowRole.Reference);
        return scene;
    }

    public static string Day(int after) => First.AddDays(after).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Rows of a log without its head.</summary>
    public static string[] Rows(int count, int day, int seed, double shift = 0) =>
        Predictions.Csv(count, Day(day), shift, seed: seed, prefix: $"d{day}-{seed}-").Split('\n')[1..^1];

    public static string Csv(params IEnumerable<string> rows) => $"{Predictions.Header}\n{string.Join('\n', rows)}\n";

    public static SetSource.Command Command(
        int lateness = 0,
        bool fromFirst = true,
        string table = Folder,
        bool byCounts = false,
        string connection = "lake"
    ) =>
        new(
            WatchedModel.Name,
            WatchedModel.Version,
            connection,
            table,
            "timestamp",
            WindowLength.Day,
            "UTC",
            lateness,
            byCounts,
            WindowColumns.Default,
            fromFirst ? First : null
        );

    /// <summary>Sets the source so that so many windows are due by now.</summary>
    public async Task DueAsync(int windows, bool fromFirst = false)
    {
        var outcome = await Model.Portal.Get<SetSource>().RunAsync(Actor.Host, Command((4 - windows) * 24 * 60, fromFirst), Ct);
        Assert.Null(outcome.Refusal);
    }

    public Task PullAsync() => Model.Portal.Get<PullWindows>().RunAsync(Ct);

    public async Task AskAndPullAsync()
    {
        var asked = await Model.Portal.Get<ChangeSource>().AskAsync(Actor.Host, WatchedModel.Name, WatchedModel.Version, Ct);
        Assert.Null(asked.Refusal);
        await PullAsync();
    }

    public async Task<SourceView> ViewAsync() =>
        (await Model.Portal.Get<GetSource>().RunAsync(WatchedModel.Name, WatchedModel.Version, Ct))!;

    public async Task<IReadOnlyList<MonitoringWindow>> WindowsAsync()
    {
        await using var db = await Model.Portal.Databases.CreateDbContextAsync(Ct);
        return await db
            .Windows.AsNoTracking()
            .Where(w => w.Role == WindowRole.Current)
            .OrderBy(w => w.Start)
            .ThenBy(w => w.End)
            .ToListAsync(Ct);
    }

    /// <summary>Rows of the windows, in their order; nothing went wrong.</summary>
    public async Task<IEnumerable<long>> CountsAsync()
    {
        Assert.Null((await ViewAsync()).Problem);
        return (await WindowsAsync()).Select(w => (long)w.Rows);
    }

    /// <summary>The same rows by hand, as a period that is a second longer.</summary>
    public async Task<MonitoringWindow> UploadedAsync(string csv)
    {
        using var body = new MemoryStream(Predictions.Utf8(csv));
        var (start, end) = (First, First.AddHours(1).AddSeconds(1));
        var command = new UploadWindow.Command(
            WatchedModel.Name,
            WatchedModel.Version,
            WindowRole.Current,
            start,
            end,
            WindowColumns.Default
        );
        Assert.Null((await Model.Portal.Get<UploadWindow>().RunAsync(Actor.Host, command, body, Ct)).Refusal);
        return (await WindowsAsync()).Single(w => w.End == end);
    }

    public ValueTask DisposeAsync() => Model.DisposeAsync();
}
