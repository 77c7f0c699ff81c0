using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Monitoring.Sources;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>
/// The folder from which the last windows of a model are pulled, where its earlier ones were uploaded: the pipeline leaves a file a week,
/// and the portal reads it after the week's end.
/// </summary>
internal sealed class DemoScores(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    DemoPlaces places,
    SourceConnections connections,
    SetSource set,
    PullWindows pull,
    TimeProvider clock
)
{
    private const int LatenessMinutes = 60;

    /// <summary>Whether the demo has the folder.</summary>
    public bool IsThere => connections.Find(DemoPlaces.Scores) is not null;

    /// <summary>The owner sets from where and from which week on.</summary>
    public async Task<Refusal?> SetAsync(Actor owner, DemoFolderSamples told, DateTimeOffset from, Action<string> say, CancellationToken ct)
    {
        var outcome = await set.RunAsync(
            owner,
            new(
                told.Samples.Model,
                told.Windows.Version,
                DemoPlaces.Scores,
                $"{told.Samples.Model}/",
                "timestamp",
                WindowLength.Week,
                "UTC",
                LatenessMinutes,
                ByCounts: false,
                LoadSamples.Columns(told.Samples),
                from
            ),
            ct
        );
        if (outcome.IsDone)
        {
            say($"{told.Samples.Model} {told.Windows.Version}: windows are pulled from a folder");
        }

        return outcome.Refusal;
    }

    /// <summary>A week's file arrives and is pulled.</summary>
    public async Task PullAsync(string model, WindowFile file, CancellationToken ct)
    {
        var folder = Directory.CreateDirectory(Path.Combine(places.FolderOf(DemoPlaces.Scores), model)).FullName;
        var copy = Path.Combine(folder, $"{file.Ends:yyyy-MM-dd}.csv");
        File.Copy(file.Path, copy, overwrite: true);
        File.SetLastWriteTimeUtc(copy, clock.GetUtcNow().UtcDateTime);
        await pull.RunAsync(ct);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.WindowPulls.Where(p => p.Model == model).Select(p => p.Problem).FirstOrDefaultAsync(ct) is { } problem)
        {
            throw new InvalidOperationException($"{copy} was not pulled: {problem}");
        }
    }
}
