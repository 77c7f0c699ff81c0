namespace Governance.Domain.Discovery;

/// <summary>What kind of thing was found in use.</summary>
public enum DiscoveryKind
{
    /// <summary>A file that holds a model.</summary>
    ModelFile,

    /// <summary>A library for AI, imported by code or named as a dependency.</summary>
    Sdk,

    /// <summary>A prompt, a template of one, or instructions for an agent.</summary>
    Prompt,

    /// <summary>A server of tools in a configuration of the Model Context Protocol.</summary>
    McpServer,

    /// <summary>An A2A agent card.</summary>
    AgentCard,

    /// <summary>The host name of a provider of AI.</summary>
    Endpoint,

    /// <summary>That a key of a provider is there; never the key.</summary>
    ProviderKey,

    /// <summary>A model or a library for AI in a bill of materials.</summary>
    SbomComponent,

    /// <summary>A service that serves a model, in a manifest of a cluster.</summary>
    InferenceService,

    /// <summary>A model that another registry knows.</summary>
    RegistryModel,

    /// <summary>What another registry serves or says against what is decided here.</summary>
    RegistryDrift,

    /// <summary>An agent that sends spans and is not registered.</summary>
    RunningAgent,
}
