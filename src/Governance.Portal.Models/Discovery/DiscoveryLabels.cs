using Governance.Domain.Discovery;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Discovery;

/// <summary>Words for what scans find.</summary>
internal static class DiscoveryLabels
{
    /// <summary>The name of what was found. A provider's key has none of its own: what a scan calls it is translated.</summary>
    public static string Name(DiscoveryView item) => item.Kind is DiscoveryKind.ProviderKey ? T.Recorded(item.Name) : item.Name;

    /// <summary>A kind as a word.</summary>
    public static string Kind(DiscoveryKind kind) =>
        kind switch
        {
            DiscoveryKind.ModelFile => "Model file",
            DiscoveryKind.Sdk => "AI library",
            DiscoveryKind.Prompt => "Prompt",
            DiscoveryKind.McpServer => "MCP server",
            DiscoveryKind.AgentCard => "Agent card",
            DiscoveryKind.Endpoint => "Provider endpoint",
            DiscoveryKind.ProviderKey => "Provider key",
            DiscoveryKind.SbomComponent => "Component of an SBOM",
            DiscoveryKind.InferenceService => "Service that serves a model",
            DiscoveryKind.RegistryModel => "Model in another registry",
            DiscoveryKind.RunningAgent => "Running agent",
            DiscoveryKind.RegistryDrift => "Registry mismatch",
        };

    /// <summary>A state as a word, with its tone.</summary>
    public static (Tone Tone, string Word) State(DiscoveryState state) =>
        state switch
        {
            DiscoveryState.ToTriage => (Tone.Warn, "To triage"),
            DiscoveryState.Registered => (Tone.Pass, "Registered"),
            DiscoveryState.Ignored => (Tone.Idle, "Ignored"),
            DiscoveryState.Blocked => (Tone.Fail, "Blocked"),
        };
}
