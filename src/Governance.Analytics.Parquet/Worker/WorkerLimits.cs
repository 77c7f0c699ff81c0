namespace Governance.Analytics.Parquet.Worker;

/// <summary>What the child process may take.</summary>
/// <param name="MaxColumns">Columns of the file.</param>
/// <param name="MaxTextBytes">Bytes of one text.</param>
/// <param name="MemoryBytes">Memory for reading.</param>
/// <param name="Threads">Threads that decode.</param>
internal sealed record WorkerLimits(long MaxColumns, long MaxTextBytes, long MemoryBytes, int Threads);
