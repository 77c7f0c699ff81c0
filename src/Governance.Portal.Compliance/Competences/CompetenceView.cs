using Governance.Domain.Competences;
using Governance.Domain.Identity;

namespace Governance.Portal.Compliance.Competences;

/// <summary>A competence record.</summary>
public sealed record CompetenceView
{
    /// <summary>Readable id.</summary>
    public CompetenceId Id { get; init; }

    /// <summary>Id of the person.</summary>
    public required string Person { get; init; }

    /// <summary>Name of the person.</summary>
    public required string Name { get; init; }

    /// <summary>Key of the topic.</summary>
    public required string Topic { get; init; }

    /// <summary>Name of the course.</summary>
    public required string Course { get; init; }

    /// <summary>Who provided the training.</summary>
    public required string Provider { get; init; }

    /// <summary>The day on which it was completed.</summary>
    public DateOnly On { get; init; }

    /// <summary>The last day on which it is valid; null if it does not expire.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>Where the proof is.</summary>
    public string? Reference { get; init; }

    /// <summary>SHA-256 of that file.</summary>
    public string? Sha256 { get; init; }

    /// <summary>How the record was created.</summary>
    public CompetenceSource Source { get; init; }

    /// <summary>State of the record.</summary>
    public CompetenceState State { get; init; }

    /// <summary>True if it is valid today.</summary>
    public bool Counts { get; init; }

    /// <summary>Who recorded it.</summary>
    public required string RecordedBy { get; init; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>Who confirmed it; null while no one has.</summary>
    public string? ConfirmedBy { get; init; }

    /// <summary>When it was confirmed.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>Who withdrew it.</summary>
    public string? WithdrawnBy { get; init; }

    /// <summary>Why it was withdrawn; null once erased.</summary>
    public string? WithdrawReason { get; init; }

    // The action decides; this hides a button that would be refused.
    internal bool AwaitsOf(UserId? person) => person is { } one && _record.IsConfirmationAskedOf(one);

    private Competence _record = null!;

    internal static CompetenceView Of(Competence record, DateOnly today) =>
        new()
        {
            _record = record,
            Id = record.Id,
            Person = record.Person.ToString(),
            Name = record.PersonName,
            Topic = record.Topic,
            Course = record.Course,
            Provider = record.Provider,
            On = record.On,
            ValidUntil = record.ValidUntil,
            Reference = record.Reference,
            Sha256 = record.Sha256,
            Source = record.Source,
            State = record.State,
            Counts = record.CountsOn(today),
            RecordedBy = record.RecordedByName,
            RecordedAt = record.RecordedAt,
            ConfirmedBy = record.ConfirmedByName,
            ConfirmedAt = record.ConfirmedAt,
            WithdrawnBy = record.WithdrawnByName,
            WithdrawReason = record.WithdrawReason?.Text,
        };
}
