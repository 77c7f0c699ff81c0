using Governance.Domain;
using Governance.Transparency;

namespace Governance.Portal.Operations.Monitoring.Foreign;

/// <summary>Why a message of another tool's monitor was refused.</summary>
internal static class MonitorHookRefusals
{
    /// <summary>A status that no one said the meaning of.</summary>
    public static Refusal StatusUnknown(string tool, string status) =>
        new(
            "hook.status-unknown",
            $"The portal does not know what {tool} means by the status \"{status}\". Map it in Hooks__MonitorTools.",
            RefusalKind.Invalid
        );

    /// <summary>What is to come has not happened.</summary>
    public static Refusal Ahead(string tool, DateTimeOffset at) =>
        new(
            "hook.time-ahead",
            $"{tool} says that its monitor fired at {CanonicalJson.Time(at)}, which is in the future. Correct its clock or its time zone.",
            RefusalKind.Invalid
        );

    /// <summary>About no model that is known.</summary>
    public static Refusal ModelUnknown(string tool, string monitor) =>
        new(
            "hook.model-unknown",
            $"The portal does not know which model the monitor {monitor} of {tool} belongs to. Name it in Hooks__MonitorTools.",
            RefusalKind.Invalid
        );

    /// <summary>About a model that has none yet.</summary>
    public static Refusal NoVersion(string model) => new("hook.version-unknown", $"{model} has no version here yet.", RefusalKind.Invalid);

    /// <summary>About a version that the model does not have.</summary>
    public static Refusal VersionUnknown(string model, string version) =>
        new("hook.version-unknown", $"{model} has no version {version} here.", RefusalKind.Invalid);
}
