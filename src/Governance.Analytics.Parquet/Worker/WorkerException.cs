namespace Governance.Analytics.Parquet.Worker;

/// <summary>Ends the work with a reason that the other process tells.</summary>
internal sealed class WorkerException(Failure failure, string message, long row = 0, string? column = null) : Exception(message)
{
    public Failure Failure { get; } = failure;

    public long Row { get; } = row;

    public string? Column { get; } = column;
}
