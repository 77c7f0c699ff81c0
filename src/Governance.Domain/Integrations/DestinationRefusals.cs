namespace Governance.Domain.Integrations;

/// <summary>Why something cannot be done to a destination.</summary>
public static class DestinationRefusals
{
    /// <summary>Unknown, or removed.</summary>
    public static Refusal NotFound { get; } = new("integration.not-found", $"There is no destination with this ID.", RefusalKind.NotFound);

    /// <summary>Unknown, or pruned.</summary>
    public static Refusal NoDelivery { get; } =
        new(
            "integration.no-delivery",
            $"This destination has no delivery with this number. Old ones are pruned (Integrations__KeepDeliveriesDays).",
            RefusalKind.NotFound
        );

    /// <summary>Already so.</summary>
    public static Refusal NotActive { get; } =
        new("integration.not-active", $"Nothing is sent to this destination now. Resume it first.", RefusalKind.Conflict);

    /// <summary>Already so.</summary>
    public static Refusal IsActive { get; } = new("integration.active", $"This destination is already active.", RefusalKind.Conflict);

    /// <summary>Syslog is not signed.</summary>
    public static Refusal NoSecret { get; } =
        new("integration.no-secret", $"Syslog has no secret: its messages are not signed. Use TLS.", RefusalKind.Conflict);

    /// <summary>No old secret.</summary>
    public static Refusal OneSecret { get; } =
        new("integration.one-secret", $"Only one secret is in use, so there is no old one to invalidate.", RefusalKind.Conflict);

    /// <summary>Too many.</summary>
    public static Refusal TooMany { get; } =
        new("integration.too-many", $"There are already {Destination.Most} destinations. Remove one first.", RefusalKind.Conflict);

    /// <summary>Bad range.</summary>
    public static Refusal BadRange(long size) =>
        Refusal.Field(
            "integration.bad-range",
            "from",
            $"A replay can cover at most {Delivery.MaxReplayed} entries, with 0 ≤ from ≤ to < {size}."
        );

    /// <summary>Queue full.</summary>
    public static Refusal QueueFull { get; } =
        new(
            "integration.queue-full",
            $"Too many events are already waiting for this destination. Try again when they are delivered.",
            RefusalKind.Conflict
        );

    /// <summary>Wrong fields.</summary>
    public static Refusal Invalid(IReadOnlyDictionary<string, Sentence[]> errors) =>
        Refusal.Fields("integration.invalid", $"The destination is not valid.", errors);
}
