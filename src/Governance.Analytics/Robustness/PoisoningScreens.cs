using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Robustness;

/// <summary>Screens training data for signs of poisoning. Each names suspects; none proves anything.</summary>
public static class PoisoningScreens
{
    private const int MinimumRows = 30;

    /// <summary>Runs all screens.</summary>
    /// <param name="table">Training or reference data with a label column of two classes.</param>
    /// <param name="roles">Which column is which; <see langword="null"/> for known names.</param>
    /// <param name="options">Bounds; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>One entry a screen; not run without labels of both classes.</returns>
    public static IReadOnlyList<PoisoningScreen> Run(
        Table table,
        ColumnRoles? roles = null,
        RobustnessOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= RobustnessOptions.Default;
        roles ??= ColumnRoles.Default;
        string[] names = ["conflicting_labels", "near_duplicates", "neighbour_labels", "spectral_signature", "rare_trigger"];
        var labels = PredictionRows.LabelsOf(table, roles, options.Binary);
        Column[] inputs =
        [
            .. table.Columns.Where(c =>
                c is NumericColumn or CategoryColumn && roles.RoleOf(c.Name) is ColumnRole.Feature or ColumnRole.Protected
            ),
        ];
        inputs = [.. inputs.Where(c => !IsIdentifier(c))];
        var labelled = labels is null ? [] : Enumerable.Range(0, table.RowCount).Where(i => labels[i] != PredictionRows.Unknown).ToArray();
        var positives = labelled.Count(i => labels![i] == 1);
        if (inputs.Length == 0 || positives < MinimumRows || labelled.Length - positives < MinimumRows)
        {
            var reason =
                inputs.Length == 0
                    ? "There are no inputs."
                    : $"A label column with at least {MinimumRows} rows of each of two classes is needed.";
            return [.. names.Select(n => new PoisoningScreen(n, RobustnessVerdict.NotRun, null, [], [], reason))];
        }
        var rows = new LabelledRows(inputs, labels!, labelled);
        cancellationToken.ThrowIfCancellationRequested();
        var conflicts = DuplicateScreens.Exact(rows, options);
        var near = DuplicateScreens.Near(rows, options);
        cancellationToken.ThrowIfCancellationRequested();
        return [conflicts, near, NeighbourScreen.Run(rows, options), SpectralScreen.Run(rows, options), TriggerScreen.Run(rows, options)];
    }

    internal static PoisoningScreen Judge(
        string name,
        IReadOnlyCollection<int> suspects,
        long looked,
        IReadOnlyList<string> findings,
        string meaning,
        RobustnessOptions options
    )
    {
        var share = new Proportion(suspects.Count, looked);
        var verdict = suspects.Count > 0 && share.Value >= options.SuspectedShare ? RobustnessVerdict.Warn : RobustnessVerdict.Ok;
        return new PoisoningScreen(
            name,
            verdict,
            share,
            [.. suspects.Order().Take(options.RowsListed).Select(r => r + 1)],
            findings,
            meaning
        );
    }

    private static bool IsIdentifier(Column column) =>
        column is CategoryColumn category
        && ReferenceProfile.IsIdentifier(category.RowCount - category.Counts.Missing, category.Categories.Count);
}

/// <summary>Rows with a known label.</summary>
/// <param name="Inputs">Inputs of the model, identifiers left out.</param>
/// <param name="Labels">Label of every row of the table.</param>
/// <param name="Rows">Positions of the labelled rows.</param>
internal sealed record LabelledRows(IReadOnlyList<Column> Inputs, sbyte[] Labels, int[] Rows);
