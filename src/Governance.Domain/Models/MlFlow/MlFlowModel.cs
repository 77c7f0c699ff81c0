using Governance.Domain.Audit;

namespace Governance.Domain.Models.MlFlow;

/// <summary>
/// What MLflow clients know of a model beyond the registry: when something of it last changed for them, and from which server it came.
/// </summary>
public sealed class MlFlowModel : IAudited
{
    private MlFlowModel() { }

    /// <summary>Begins to keep it.</summary>
    public MlFlowModel(string model, DateTimeOffset now) => (Model, UpdatedAt) = (model, now);

    /// <summary>The model's name.</summary>
    public string Model { get; private set; } = "";

    /// <summary>Name of the server it was imported from, as configured; null when it was made here.</summary>
    public string? Server { get; private set; }

    /// <summary>Its name on that server.</summary>
    public string? ServerName { get; private set; }

    /// <summary>When something of it last changed for an MLflow client.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Model;

    /// <summary>Something changed.</summary>
    public void Touch(DateTimeOffset now) => UpdatedAt = now;

    /// <summary>It comes from a server.</summary>
    public void ComesFrom(string server, string name) => (Server, ServerName) = (server, name);
}
