namespace Governance.Analytics.Statistics;

/// <summary>Memory of the process between two steps that each need much of it.</summary>
internal static class Heap
{
    /// <summary>
    /// Gives back what the step before no longer needs, also to the system: otherwise its peak is added to that of the next step.
    /// </summary>
    public static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
