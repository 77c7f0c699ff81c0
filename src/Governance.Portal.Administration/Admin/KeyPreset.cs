using Scope = Governance.Domain.Identity.Scopes;

namespace Governance.Portal.Administration.Admin;

/// <summary>The scopes that one use of the API needs, and no more.</summary>
/// <param name="Key">Its name in addresses.</param>
/// <param name="Name">What the key is for.</param>
/// <param name="Scopes">What it may do.</param>
public sealed record KeyPreset(string Key, string Name, IReadOnlyList<string> Scopes)
{
    /// <summary>A pipeline that registers versions, files evidence and asks the gate.</summary>
    public static KeyPreset Pipeline { get; } = new("pipeline", "Delivery pipeline", [Scope.RegistryWrite, Scope.GateRead]);

    /// <summary>What only asks whether a version may be deployed.</summary>
    public static KeyPreset Gate { get; } = new("gate", "Deployment gate", [Scope.GateRead]);

    /// <summary>A job that validates a live model and files what it found.</summary>
    public static KeyPreset Validation { get; } = new("validation", "Validation job", [Scope.RegistryRead, Scope.EvidenceWrite]);

    /// <summary>What uploads windows of predictions and labels.</summary>
    public static KeyPreset Monitoring { get; } = new("monitoring", "Monitoring data", [Scope.MonitoringWrite]);

    /// <summary>What sends the decisions of a model in use.</summary>
    public static KeyPreset Decisions { get; } = new("decisions", "Decision logging", [Scope.DecisionsWrite]);

    /// <summary>What sends lineage events.</summary>
    public static KeyPreset Lineage { get; } = new("lineage", "Lineage events", [Scope.LineageWrite]);

    /// <summary>An MLflow client whose registry is the portal.</summary>
    public static KeyPreset MlFlow { get; } = new("mlflow", "MLflow client", [Scope.RegistryWrite]);

    /// <summary>A policy engine that pulls the bundle and reports its decisions.</summary>
    public static KeyPreset PolicyEngine { get; } = new("opa", "Open Policy Agent", [Scope.GateRead, Scope.DecisionsWrite]);

    /// <summary>All of them, in the order in which they are offered.</summary>
    public static IReadOnlyList<KeyPreset> All { get; } =
    [Pipeline, Gate, Validation, Monitoring, Decisions, Lineage, MlFlow, PolicyEngine];

    /// <summary>The preset of this name, or null.</summary>
    public static KeyPreset? Find(string? key) => All.FirstOrDefault(p => p.Key == key);
}
