using Governance.Domain;

namespace Governance.Portal.Administration.Audit;

/// <summary>Why something of the log is not answered.</summary>
internal static class AuditRefusals
{
    public static Refusal From { get; } = Refusal.Field("audit.from", "from", $"Enter the index of an entry: 0 or more.");

    public static Refusal Format { get; } = Refusal.Field("audit.format", "format", $"Use csv or json.");

    public static Refusal EntryUnknown { get; } =
        new("audit.entry-unknown", $"The log has no entry with this index.", RefusalKind.NotFound);

    public static Refusal NoCheckpoint { get; } =
        new(
            "audit.no-checkpoint",
            $"No checkpoint has been signed yet. One is signed about a second after the first entry.",
            RefusalKind.NotFound
        );

    public static Refusal NotCovered { get; } =
        new(
            "audit.not-covered",
            $"No signed checkpoint covers this entry yet. Try again in a second. If that does not help, an administrator can "
                + $"find the reason in the server's log.",
            RefusalKind.Unavailable
        )
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    public static Refusal NotCosigned { get; } =
        new(
            "audit.not-cosigned",
            $"No witness has cosigned a checkpoint that covers this entry yet. Try again in a minute, if a witness is configured.",
            RefusalKind.Conflict
        );

    public static Refusal Damaged { get; } =
        new(
            "audit.damaged",
            $"The stored log is damaged, and nothing can be proven from it. Inform an administrator: db check names the entry.",
            RefusalKind.Unavailable
        );

    public static Refusal Number(string field, Sentence message) => Refusal.Field("audit.number", field, message);
}
