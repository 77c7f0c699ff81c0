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

/// <summary>A training request.</summary>
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

    /// <summary>Compute resources that the training uses.</summary>
    public string? Compute { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>State of the request.</summary>
    public required TrainingState State { get; init; }

    /// <summary>Name of who requested it.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When it was requested.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When the last permit issued expires.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>SHA-256 of that permit's statement.</summary>
    public string? StatementSha256 { get; init; }

    /// <summary>The answers it needs and those it has.</summary>
    public IReadOnlyList<TrainingSlotView> Answers { get; init; } = [];

    /// <summary>The signed permit; present only when it is issued.</summary>
    public JsonNode? Envelope { get; init; }

    /// <summary>Why the caller may not answer; null if they may.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? WhyNot { get; init; }
}
