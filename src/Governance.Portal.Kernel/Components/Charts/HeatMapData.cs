namespace Governance.Portal.Kernel.Components.Charts;

/// <summary>One feature over all windows, oldest first; null where nothing could be computed.</summary>
public sealed record HeatMapRow(string Name, IReadOnlyList<double?> Values);

/// <summary>Something that happened before the window with this index: a deployment, a known change.</summary>
/// <param name="BeforeColumn">The window.</param>
/// <param name="Label">What is written at the line.</param>
/// <param name="Text">The whole of it, for the pointer; already in the reader's language.</param>
public sealed record HeatMapEvent(int BeforeColumn, string Label, string? Text = null);

/// <summary>The cell a person chose.</summary>
public sealed record HeatMapCell(int Row, int Column);

/// <summary>Steps of the sequential scale.</summary>
public static class HeatScale
{
    /// <summary>Where PSI changes its step: 0.05, 0.10, 0.20, 0.25, 0.35.</summary>
    public static IReadOnlyList<double> PsiBreaks { get; } = [0.05, 0.10, 0.20, 0.25, 0.35];

    /// <summary>Step 0 to 5: how many of the five breaks the value has reached.</summary>
    public static int Step(double value, IReadOnlyList<double> breaks) => breaks.Count(limit => value >= limit);
}
