using System.Text.Json;

namespace Governance.Scoring.Prompts;

/// <summary>What a server answered to a prompt.</summary>
/// <param name="Text">The answer.</param>
internal sealed record PromptAnswer(string Text)
{
    /// <summary>Whether it was cut off at the longest answer.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>Whether a filter in front of the model stopped it.</summary>
    public bool IsFiltered { get; init; }

    /// <summary>Which model answered, as the server says; null where it does not.</summary>
    public string? Model { get; init; }

    /// <summary>By what the server knows its own configuration; null where it does not say.</summary>
    public string? Fingerprint { get; init; }
}

/// <summary>How prompts are written for a kind of server, and its answers read.</summary>
internal interface IPromptProtocol
{
    string Name { get; }

    /// <summary>Where prompts are posted.</summary>
    Uri Address { get; }

    /// <summary>Where the server says which models it has, or the model describes itself; null when there is no such place.</summary>
    Uri? Description { get; }

    /// <summary>The artifact the model says it was loaded from; null when it does not say.</summary>
    string? ArtifactSha256 { get; }

    /// <summary>What of the sampling is sent: not every protocol has a place for all of it.</summary>
    SuiteSampling Sent(SuiteSampling sampling);

    /// <summary>Learns from the description.</summary>
    void Learn(JsonElement description);

    /// <summary>Writes a request.</summary>
    void Write(Utf8JsonWriter writer, SuitePrompt prompt, SuiteSampling sampling);

    /// <summary>Reads the answer; null where there is none in it.</summary>
    PromptAnswer? Read(JsonElement answer, SuitePrompt prompt);
}
