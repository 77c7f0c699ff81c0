using Governance.Domain.Audit;

namespace Governance.Domain.Models.MlFlow;

/// <summary>
/// What MLflow clients say of a version beyond the registry. Labels all of them: nothing here is fetched, trusted or asked by a gate.
/// </summary>
public sealed class MlFlowVersion : IAudited
{
    private MlFlowVersion() { }

    /// <summary>Begins to keep it.</summary>
    public MlFlowVersion(string model, string version, DateTimeOffset now) => (Model, Version, UpdatedAt) = (model, version, now);

    /// <summary>The model's name.</summary>
    public string Model { get; private set; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Where the client says its files are.</summary>
    public string? Source { get; init; }

    /// <summary>The run that is said to have made it.</summary>
    public string? RunId { get; init; }

    /// <summary>Link to that run.</summary>
    public string? RunLink { get; init; }

    /// <summary>Id of the logged model (MLflow 3).</summary>
    public string? LoggedModel { get; init; }

    /// <summary>Its number on the server it was imported from; null when it was made here.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>Words for people.</summary>
    public string? Description { get; private set; }

    /// <summary>When something of it last changed for an MLflow client.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => ModelName.Of(Model, Version);

    /// <summary>Something changed.</summary>
    public void Touch(DateTimeOffset now) => UpdatedAt = now;

    /// <summary>Takes new words.</summary>
    public void Describe(string? description) => Description = string.IsNullOrWhiteSpace(description) ? null : description;
}
