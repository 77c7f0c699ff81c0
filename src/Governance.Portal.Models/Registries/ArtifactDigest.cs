namespace Governance.Portal.Models.Registries;

/// <summary>The digest of a version's files where a registry has no field of its own for it.</summary>
internal static class ArtifactDigest
{
    /// <summary>Labels that may hold it.</summary>
    private static readonly string[] s_labels = ["artifact_sha256", "artifactSha256", "sha256"];

    /// <summary>The digest that a label claims; null when none does.</summary>
    public static string? Claimed(IReadOnlyDictionary<string, string> labels) =>
        s_labels.Select(name => labels.GetValueOrDefault(name)).FirstOrDefault(IsSha256);

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public static bool IsSha256(string? text) => text?.Length == 64 && text.All(c => char.IsAsciiHexDigitLower(c) || char.IsAsciiDigit(c));
}
