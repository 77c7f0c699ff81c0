namespace Governance.Analytics.Statistics;

/// <summary>How many things are done at the same time.</summary>
internal static class Parallelism
{
    /// <summary>As many as there are processors: more would only take memory.</summary>
    public static ParallelOptions Machine { get; } = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };
}
