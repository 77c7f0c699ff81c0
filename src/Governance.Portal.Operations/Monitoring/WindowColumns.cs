using Governance.Analytics.Io;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>
/// What the columns of an upload are, where their names do not say it themselves. Stored with the window so that it can be read again.
/// </summary>
/// <param name="Label">Column of the label, 0 or 1.</param>
/// <param name="Score">Column of the score, 0 to 1.</param>
/// <param name="Prediction">Column of the prediction, 0 or 1.</param>
/// <param name="Protected">Columns of protected attributes.</param>
/// <param name="Ignore">Columns left out.</param>
/// <param name="FavourableIsZero">The prediction 0 is the good one for the person: not in default, not fraud.</param>
public sealed record WindowColumns(
    string? Label,
    string? Score,
    string? Prediction,
    IReadOnlyList<string> Protected,
    IReadOnlyList<string> Ignore,
    bool FavourableIsZero = false
)
{
    /// <summary>True for a window that was counted at its source: what is kept are the counts, not the rows.</summary>
    public bool Counted { get; init; }

    /// <summary>Names say it all.</summary>
    public static WindowColumns Default { get; } = new(null, null, null, [], []);

    /// <summary>As the analysis wants them.</summary>
    public ColumnRoles ToRoles() =>
        new()
        {
            Label = Label,
            Score = Score,
            Prediction = Prediction,
            Protected = Protected,
            Ignore = Ignore,
        };
}
