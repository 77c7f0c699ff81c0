namespace Governance.Policies;

/// <summary>What a file is meant to hold: how large it may be, and what is said when it is something else.</summary>
internal sealed record YamlFileKind
{
    public static YamlFileKind Policy { get; } =
        new()
        {
            Noun = "a policy",
            MaxBytes = PolicyDocument.MaxBytes,
            MaxNodes = 20_000,
            Beginning = "A policy must start with apiVersion: governance/v1.",
            WhenTooLarge = "Split it into several policies: those that apply are evaluated together.",
            WhenTooMany = "Split it into several policies.",
            WhenSeveral = "Put each policy in a file of its own.",
        };

    public static YamlFileKind Agent { get; } =
        new()
        {
            Noun = "a manifest",
            MaxBytes = AgentManifest.MaxBytes,
            MaxNodes = 60_000,
            Beginning = $"A manifest starts with schema: {AgentManifest.Schema}.",
            WhenTooLarge = "List only what the agent may use.",
            WhenTooMany = "List only what the agent may use.",
            WhenSeveral = "Put each manifest in a file of its own.",
        };

    /// <summary>A description of an interface, of which only the operations are read.</summary>
    public static YamlFileKind OpenApi { get; } =
        new()
        {
            Noun = "an OpenAPI document",
            MaxBytes = 8 * 1024 * 1024,
            MaxNodes = 400_000,
            MaxDepth = 64,
            MaxTextLength = 256 * 1024,
            Beginning = "An OpenAPI document starts with openapi: 3.1.0.",
            WhenTooLarge = "Remove what the agent does not call.",
            WhenTooMany = "Remove what the agent does not call.",
            WhenSeveral = "Put each document in a file of its own.",
        };

    /// <summary>What a cluster or Compose is given, in which others may repeat values by anchors.</summary>
    public static YamlFileKind Manifest { get; } = OpenApi with { Noun = "a manifest", ResolvesReferences = true };

    /// <summary>
    /// Whether anchors and aliases are followed, mappings merged (<c>&lt;&lt;</c>) and tags passed over. What is repeated counts among the
    /// values each time.
    /// </summary>
    public bool ResolvesReferences { get; init; }

    /// <summary>The file with its article, for sentences.</summary>
    public required string Noun { get; init; }

    public required int MaxBytes { get; init; }

    /// <summary>Mappings, lists and texts, keys included.</summary>
    public required int MaxNodes { get; init; }

    public int MaxDepth { get; init; } = 12;

    public int MaxTextLength { get; init; } = 8 * 1024;

    public required string Beginning { get; init; }

    public required string WhenTooLarge { get; init; }

    public required string WhenTooMany { get; init; }

    public required string WhenSeveral { get; init; }
}
