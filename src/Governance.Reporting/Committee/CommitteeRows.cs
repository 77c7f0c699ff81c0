namespace Governance.Reporting.Committee;

/// <summary>The rows that are printed, and how many there are in all.</summary>
/// <typeparam name="TRow">A row.</typeparam>
/// <param name="Printed">The rows.</param>
/// <param name="All">How many there are.</param>
public sealed record CommitteeRows<TRow>(IReadOnlyList<TRow> Printed, int All)
{
    /// <summary>How many are not printed.</summary>
    public int More => All - Printed.Count;
}
