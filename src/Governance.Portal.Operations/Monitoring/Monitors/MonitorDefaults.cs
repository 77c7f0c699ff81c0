using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Stored;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <summary>
/// The monitors a model starts with: made from its first reference, so that no one has to think of them before something goes wrong.
/// </summary>
internal static class MonitorDefaults
{
    /// <summary>Rows each side needs: below, a change of 0.3 standard deviations is rarely told from chance.</summary>
    public const long MinimumRows = 100;

    /// <summary>Windows in a row: one odd window calls no one.</summary>
    public const int Consecutive = 2;

    // A table of two thousand columns is watched as a whole by its score and by whoever adds the columns that matter.
    private const int MaxColumns = 200;

    /// <summary>What is watched, the model's own output first.</summary>
    public static IReadOnlyList<(MonitorKind Kind, string Target, MonitorTerms Terms)> Of(
        ReferenceProfile profile,
        StoredPerformance performance
    )
    {
        var compared = profile.Columns.Where(c => c is not SkippedProfile && c.Name.Length <= ModelMonitor.MaxName).ToList();
        var monitors = new List<(MonitorKind, string, MonitorTerms)>();
        foreach (
            var column in compared
                .OrderByDescending(c => c.Role is ColumnRole.Score or ColumnRole.Prediction)
                .ThenByDescending(c => c.Role is ColumnRole.Protected)
                .Take(MaxColumns)
        )
        {
            monitors.Add(
                (column.Role is ColumnRole.Protected ? MonitorKind.ProtectedMix : MonitorKind.Drift, column.Name, Terms(Consecutive))
            );
        }

        foreach (
            var metric in new[] { "auc", "fpr", "fnr" }.Where(m =>
                m is "auc" ? performance.Metric(m) is not null : performance.Rate(m) is not null
            )
        )
        {
            monitors.Add((MonitorKind.Performance, metric, Terms(Consecutive)));
        }

        foreach (var attribute in compared.Where(c => c.Role is ColumnRole.Protected))
        {
            monitors.Add((MonitorKind.Fairness, attribute.Name, Terms(Consecutive)));
        }

        // What cannot be chance is told at once.
        monitors.Add((MonitorKind.Quality, "*", Terms(1)));
        return monitors;
    }

    private static MonitorTerms Terms(int consecutive) => new(null, null, MinimumRows, consecutive, null, AsksForRetraining: false);
}
