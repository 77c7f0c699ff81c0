using System.Text.Json.Nodes;
using Governance.Domain.Training;

namespace Governance.Portal.Approvals.Training;

/// <summary>An answer that was given or is still required.</summary>
/// <param name="Slot"><c>security</c>, or the owner of data.</param>
/// <param name="Asked">What the answer covers: names of the datasets; empty for security.</param>
/// <param name="Outcome"><c>allow</c>, <c>deny</c>, or null while it waits.</param>
/// <param name="By">Name of the person; for an owner, also before they have answered.</param>
/// <param name="At">Time of the answer.</param>
/// <param name="Reason">Reason for the answer.</param>
public sealed record TrainingSlotView(
    string Slot,
    IReadOnlyList<string> Asked,
    string? Outcome,
    string? By,
    DateTimeOffset? At,
    string? Reason
);

/// <summary>A request to train as pages and programs see it.</summary>
public sealed record TrainingView
{
    /// <summary>Its id.</summary>
    public required TrainingPermitId Id { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>Datasets.</summary>
    public required IReadOnlyList<TrainingDataBody> Datasets { get; init; }

    /// <summary>Commit of the code.</summary>
    public required string Commit { get; init; }

    /// <summary>Purpose.</summary>
    public required string Purpose { get; init; }

    /// <summary>Where it is computed.</summary>
    public string? Compute { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>How far it is.</summary>
    public required TrainingState State { get; init; }

    /// <summary>Name of who requested it.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Until when the permit that was issued last counts.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>SHA-256 of its statement.</summary>
    public string? StatementSha256 { get; init; }

    /// <summary>Whose answers it asks, and those it has.</summary>
    public IReadOnlyList<TrainingSlotView> Answers { get; init; } = [];

    /// <summary>The signed permit; only in the answer that issues it.</summary>
    public JsonNode? Envelope { get; init; }

    /// <summary>Why the reader may not answer; null when they may.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? WhyNot { get; init; }
}
