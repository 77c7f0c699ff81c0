using System.Runtime.InteropServices;

namespace Governance.Data.Decisions;

/// <summary>Counts the rows of a batch by source and hour while they are written.</summary>
internal sealed class HourCounts
{
    private readonly Dictionary<(int Source, long From), int> _counts = [];

    /// <summary>Each source and hour, with how many rows it has, in an order of their own.</summary>
    public IReadOnlyList<(int Source, long From, long Until, int Count)> All =>
        [.. _counts.OrderBy(c => c.Key).Select(c => (c.Key.Source, c.Key.From, c.Key.From + TimeSpan.TicksPerHour, c.Value))];

    /// <summary>Counts one.</summary>
    public void Add(DecisionRow row) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, (row.Source.Value, row.Time - (row.Time % TimeSpan.TicksPerHour)), out _)++;
}
