namespace Governance.Domain.Audit;

/// <summary>Why a stored record is not believed.</summary>
public static class RecordRefusals
{
    /// <summary>
    /// A record that decides says something else than the log and what was sealed. Nothing rests on it until someone has looked.
    /// </summary>
    /// <param name="record">Its readable id.</param>
    /// <param name="of">What asked for it, when that is another record.</param>
    public static Refusal Altered(string record, string? of = null) =>
        new(
            "record.altered",
            of is null || of == record
                ? (Sentence)$"The record of {record} does not match the audit log and the sealed statements. Have the audit log verified."
                : $"{of} cannot be relied on: the record of {record} does not match the audit log and the sealed statements. Have the "
                    + $"audit log verified.",
            RefusalKind.Conflict
        );

    /// <summary>What was sealed cannot be verified now.</summary>
    public static Refusal SealUnavailable { get; } =
        new(
            "record.seal-unavailable",
            $"The organisation's seal cannot be read now, so no signature can be verified. An administrator can find the reason in the "
                + $"server's log.",
            RefusalKind.Unavailable
        );
}
