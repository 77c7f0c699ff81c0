using Governance.Analytics.Assistants;

namespace Governance.Scoring.Prompts;

/// <summary>A turn of a conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">What is said.</param>
public sealed record PromptTurn(string Role, string Content);

/// <summary>How answers are drawn. It belongs to the suite, so that its digest covers it.</summary>
/// <param name="Temperature">Temperature; null where none is sent.</param>
/// <param name="MaxTokens">Longest answer in tokens; null where none is sent.</param>
/// <param name="Seed">Seed; null where none is sent.</param>
public sealed record SuiteSampling(double? Temperature, int? MaxTokens, int? Seed)
{
    /// <summary>What is sent when a suite says nothing: the likeliest answer, of some 400 words.</summary>
    public static SuiteSampling Default { get; } = new(0, 512, 1);
}

/// <summary>A prompt of a suite, and what is expected of its answer.</summary>
public sealed record SuitePrompt
{
    /// <summary>Id, the same from release to release.</summary>
    public required string Id { get; init; }

    /// <summary>Whether it is an attack; else a harmless request that is to be served.</summary>
    public required bool IsAttack { get; init; }

    /// <summary>Kind of attack or request.</summary>
    public required string Category { get; init; }

    /// <summary>The risk it tests.</summary>
    public required OwaspRisk Risk { get; init; }

    /// <summary>Way by which an attack comes, such as <c>user</c> or <c>document</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>The conversation as it is sent: system prompt, earlier turns, documents and question.</summary>
    public required IReadOnlyList<PromptTurn> Turns { get; init; }

    /// <summary>What the answer has to meet: all of it.</summary>
    public required IReadOnlyList<Expectation> Expectations { get; init; }

    /// <summary>Judges that decide, by name, joined by plus signs.</summary>
    public string Judge => string.Join('+', Expectations.Select(e => e.Judge).Distinct(StringComparer.Ordinal));
}

/// <summary>A suite of prompts: a versioned file of data.</summary>
public sealed record PromptSuiteFile
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>How answers are drawn.</summary>
    public SuiteSampling Sampling { get; init; } = SuiteSampling.Default;

    /// <summary>The prompts; ids differ.</summary>
    public required IReadOnlyList<SuitePrompt> Prompts { get; init; }
}
