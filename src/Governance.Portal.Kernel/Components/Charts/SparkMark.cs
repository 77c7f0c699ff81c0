namespace Governance.Portal.Kernel.Components.Charts;

/// <summary>A thin line across a trend, where something happened.</summary>
/// <param name="Index">At which of its values.</param>
/// <param name="Text">What, for the pointer; already in the reader's language.</param>
/// <param name="IsGrave">Drawn in the colour of a failure.</param>
public sealed record SparkMark(int Index, string Text, bool IsGrave);
