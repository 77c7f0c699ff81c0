using System.Text.Json;

namespace Governance.Scoring;

/// <summary>What figures are about: a gate that asks for evidence about its artifact and held-out set reads it.</summary>
/// <param name="ArtifactSha256">The artifact that was measured; null when no one said.</param>
/// <param name="DatasetSha256">The file the figures were measured on.</param>
public sealed record EvidenceSubject(string? ArtifactSha256, string DatasetSha256)
{
    /// <summary>Writes the member <c>subject</c>.</summary>
    /// <param name="writer">Where to write, inside an object.</param>
    /// <param name="rows">Rows of the dataset that the figures rest on.</param>
    /// <param name="seed">Seed of what was drawn; null when nothing was.</param>
    public void Write(Utf8JsonWriter writer, long rows, long? seed)
    {
        Begin(writer);
        writer.WriteNumber("rows", rows);
        if (seed is { } number)
        {
            writer.WriteNumber("seed", number);
        }
        else
        {
            writer.WriteNull("seed");
        }

        writer.WriteEndObject();
    }

    /// <summary>The same of figures that count other things than rows.</summary>
    /// <param name="writer">Where to write, inside an object.</param>
    public void Write(Utf8JsonWriter writer)
    {
        Begin(writer);
        writer.WriteEndObject();
    }

    private void Begin(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("subject");
        if (ArtifactSha256 is null)
        {
            writer.WriteNull("artifactSha256");
        }
        else
        {
            writer.WriteString("artifactSha256", ArtifactSha256);
        }

        writer.WriteString("datasetSha256", DatasetSha256);
    }
}
