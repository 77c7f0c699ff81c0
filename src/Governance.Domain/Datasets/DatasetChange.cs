using Governance.Domain.Audit;

namespace Governance.Domain.Datasets;

/// <summary>What was changed of a record, when and by whom. Written once.</summary>
public sealed class DatasetChange : IAudited
{
    private List<string> _members = [];

    private DatasetChange() { }

    /// <summary>The record.</summary>
    public DatasetId Dataset { get; private init; }

    /// <summary>The revision that the change made.</summary>
    public int Revision { get; private init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string By { get; private init; } = "";

    /// <summary>Names of the members that changed; none when the record was registered.</summary>
    public IReadOnlyList<string> Members => _members;

    /// <summary>Values of some of them before, as JSON; null when it was registered.</summary>
    public string? Before { get; private init; }

    /// <summary>Values of the same after, as JSON.</summary>
    public string? After { get; private init; }

    /// <inheritdoc/>
    public string AuditSubject => Dataset.ToString();

    /// <summary>Records a change.</summary>
    /// <param name="record">The record after it.</param>
    /// <param name="by">Who, as the log writes an actor.</param>
    /// <param name="members">What changed.</param>
    /// <param name="before">Values before, as JSON.</param>
    /// <param name="after">Values after, as JSON.</param>
    public static DatasetChange Of(DatasetRecord record, string by, IReadOnlyList<string> members, string? before, string? after)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new DatasetChange
        {
            Dataset = record.Id,
            Revision = record.Revision,
            At = record.ChangedAt,
            By = by,
            _members = [.. members],
            Before = before,
            After = after,
        };
    }
}
