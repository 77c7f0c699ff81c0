namespace Governance.Policies;

/// <summary>
/// What an agent is made of and what it may do (<c>governance.agent/v1</c>): the artifact of an agent's version, so its digest is what signers sign.
/// </summary>
/// <remarks>Described member by member in <c>docs/agents.md</c>.</remarks>
public sealed record AgentManifest
{
    /// <summary>The value of the member <c>schema</c>.</summary>
    public const string Schema = "governance.agent/v1";

    /// <summary>Media type of the artifact.</summary>
    public const string MediaType = "application/vnd.governance.agent+json";

    /// <summary>Largest manifest, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>What the agent is for, in one sentence.</summary>
    public required string Purpose { get; init; }

    /// <summary>One of <see cref="AgentVocabulary.AutonomyLevels"/>.</summary>
    public required string Autonomy { get; init; }

    /// <summary>Who answers for what it does, in words or as an address.</summary>
    public required string Owner { get; init; }

    /// <summary>Models it thinks with, at least one.</summary>
    public IReadOnlyList<AgentModel> Models { get; init; } = [];

    /// <summary>Prompts it is given, by digest.</summary>
    public IReadOnlyList<AgentPrompt> Prompts { get; init; } = [];

    /// <summary>Servers its tools come from.</summary>
    public IReadOnlyList<AgentServer> Servers { get; init; } = [];

    /// <summary>Tools it may call; no other.</summary>
    public IReadOnlyList<AgentTool> Tools { get; init; } = [];

    /// <summary>Data it may touch, by scope.</summary>
    public IReadOnlyList<AgentScope> Data { get; init; } = [];

    /// <summary>Agents it may hand work to.</summary>
    public IReadOnlyList<AgentReference> Agents { get; init; } = [];

    /// <summary>What it remembers.</summary>
    public AgentMemory Memory { get; init; } = AgentMemory.Nothing;

    /// <summary>Where a run ends.</summary>
    public AgentLimits Limits { get; init; } = AgentLimits.Undeclared;

    /// <summary>Where a person decides before it goes on.</summary>
    public IReadOnlyList<AgentCheckpoint> Checkpoints { get; init; } = [];

    /// <summary>How it is stopped from outside; null when no one can stop it.</summary>
    public AgentKillSwitch? KillSwitch { get; init; }

    /// <summary>
    /// Canonical JSON (RFC 8785), the bytes that are signed: the same facts in any order give the same bytes, what has no content is left out, and
    /// amounts of money are texts.
    /// </summary>
    /// <exception cref="InvalidOperationException">A text holds half of a surrogate pair; one that was read holds none.</exception>
    public byte[] ToBytes() => AgentManifestWriter.Write(this);

    /// <summary>Reads a manifest written as JSON or YAML. Members that are unknown, missing, given twice or of another type are problems.</summary>
    /// <param name="utf8">The text, at most <see cref="MaxBytes"/>.</param>
    public static AgentManifestReadResult Read(ReadOnlyMemory<byte> utf8) => AgentManifestReader.Read(utf8);
}

/// <summary>A model an agent thinks with.</summary>
/// <param name="Name">Name of the model: of the registry, or of its provider.</param>
/// <param name="Version">Its version there; an alias that moves, such as <c>latest</c>, is none.</param>
/// <param name="Provider">Who serves it, such as <c>openai</c>; null for a model of this registry.</param>
/// <param name="Sha256">Digest of the model's artifact; null where its provider tells none.</param>
public sealed record AgentModel(string Name, string Version, string? Provider, string? Sha256);

/// <summary>A prompt an agent is given.</summary>
/// <param name="Name">Its name, such as <c>system</c>.</param>
/// <param name="Sha256">Digest of its text.</param>
public sealed record AgentPrompt(string Name, string Sha256);

/// <summary>A server an agent's tools come from.</summary>
/// <param name="Name">Name by which the tools refer to it.</param>
/// <param name="Transport">One of <see cref="AgentVocabulary.Transports"/>.</param>
/// <param name="Address">The URL, or the command that starts it.</param>
/// <param name="Version">The version the server tells; null when it tells none.</param>
/// <param name="ToolsSha256">Digest of all tools it lists (<see cref="ToolDigest"/>), also of those the agent may not call; null when not asked.</param>
public sealed record AgentServer(string Name, string Transport, string Address, string? Version, string? ToolsSha256);

/// <summary>A tool an agent may call.</summary>
/// <param name="Name">Name by which it is called.</param>
/// <param name="Server">The server it comes from (<see cref="AgentServer.Name"/>); null for one built into the agent.</param>
/// <param name="Description">What it says of itself; null when it says nothing.</param>
/// <param name="SchemaSha256">Digest of name, description and schemas (<see cref="ToolDigest"/>): what the model is told of it.</param>
/// <param name="Risks">Words of <see cref="AgentVocabulary.ToolRisks"/>; empty when no one has reviewed it.</param>
public sealed record AgentTool(string Name, string? Server, string? Description, string SchemaSha256, IReadOnlyList<string> Risks)
{
    /// <summary>The readable name: <c>payments.transfer</c>, or the tool's name alone when it is built in.</summary>
    public string Id => Server is null ? Name : $"{Server}.{Name}";
}

/// <summary>Data an agent may touch.</summary>
/// <param name="Scope">Name of the scope, such as <c>invoices</c> or <c>/srv/inbox</c>.</param>
/// <param name="Access">One of <see cref="AgentVocabulary.Accesses"/>.</param>
/// <param name="PersonalData">Whether it holds data about persons.</param>
public sealed record AgentScope(string Scope, string Access, bool PersonalData);

/// <summary>An agent that work may be handed to.</summary>
/// <param name="Name">Its name: of this registry, or where it lives.</param>
/// <param name="Version">Its version; null when it tells none.</param>
/// <param name="Url">Where it is reached; null for an agent of this registry.</param>
public sealed record AgentReference(string Name, string? Version, string? Url);

/// <summary>What an agent remembers.</summary>
/// <param name="Kind">One of <see cref="AgentVocabulary.MemoryKinds"/>.</param>
/// <param name="RetentionDays">Days after which it forgets, from 1; null when it does not say.</param>
/// <param name="PersonalData">Whether it remembers data about persons.</param>
public sealed record AgentMemory(string Kind, int? RetentionDays, bool PersonalData)
{
    /// <summary>An agent that remembers nothing beyond the request it answers.</summary>
    public static AgentMemory Nothing { get; } = new("none", null, false);
}

/// <summary>Where a run ends. Null: no limit is declared.</summary>
/// <param name="Steps">Steps of a run, from 1.</param>
/// <param name="Seconds">Seconds of a run, from 1.</param>
/// <param name="CallsPerMinute">Calls of tools in a minute, from 1.</param>
/// <param name="Spend">Money a run may spend, of its own and through tools, from 0.</param>
/// <param name="Currency">Currency of <paramref name="Spend"/>: three capital letters.</param>
public sealed record AgentLimits(int? Steps, int? Seconds, int? CallsPerMinute, decimal? Spend, string? Currency)
{
    /// <summary>No limit is declared.</summary>
    public static AgentLimits Undeclared { get; } = new(null, null, null, null, null);
}

/// <summary>Where a person decides before the agent goes on.</summary>
/// <param name="On">A tool's readable name (<see cref="AgentTool.Id"/>), or a word of <see cref="AgentVocabulary.ToolRisks"/>.</param>
/// <param name="AboveAmount">Only above this amount; null: always.</param>
/// <param name="Minutes">Minutes within which the person answers, from 1; without an answer the call is refused.</param>
public sealed record AgentCheckpoint(string On, decimal? AboveAmount, int Minutes);

/// <summary>How an agent is stopped from outside.</summary>
/// <param name="How">What is done, in one sentence.</param>
/// <param name="TestedOn">The day on which it was last tried; null when never.</param>
public sealed record AgentKillSwitch(string How, DateOnly? TestedOn);
