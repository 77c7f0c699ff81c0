using System.Text.Json;
using Governance.Analytics.Io;

namespace Governance.Scoring;

/// <summary>How rows are written for a kind of scoring server, and its answers read.</summary>
internal interface IScoringProtocol
{
    string Name { get; }

    /// <summary>Where rows are posted.</summary>
    Uri Address { get; }

    /// <summary>Where the model describes itself; null when the protocol has no such place.</summary>
    Uri? Description { get; }

    /// <summary>The artifact the model says it was loaded from; null when the protocol has no place for it, or it does not say.</summary>
    string? ArtifactSha256 { get; }

    /// <summary>Learns from the model's own description.</summary>
    void Learn(JsonElement description);

    /// <summary>Writes a request for some rows.</summary>
    void Write(Utf8JsonWriter writer, Table rows, int from, int count);

    /// <summary>Reads the answer: one score a row, NaN where there is none.</summary>
    double[] Read(JsonElement answer, int count);
}
