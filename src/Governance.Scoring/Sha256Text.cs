namespace Governance.Scoring;

/// <summary>Digests as people and servers write them.</summary>
public static class Sha256Text
{
    /// <summary>A SHA-256, with or without the prefix <c>sha256:</c>, in lowercase; null for any other text.</summary>
    public static string? Of(string? text)
    {
        const string prefix = "sha256:";
        var digits = text?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true ? text[prefix.Length..] : text;
        return digits is { Length: 64 } && digits.All(char.IsAsciiHexDigit) ? digits.ToLowerInvariant() : null;
    }
}
