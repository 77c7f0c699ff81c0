using System.Text.RegularExpressions;

namespace Governance.Domain.Models;

/// <summary>
/// Container images as versions declare them and permits state them: by the digest of what runs, never by a tag that can be moved.
/// </summary>
public static partial class ContainerImage
{
    /// <summary>Longest name with its digest.</summary>
    public const int MaxLength = 500;

    /// <summary>Most images of one version.</summary>
    public const int Most = 50;

    /// <summary>True for <c>registry/name@sha256:…</c>.</summary>
    public static bool IsPinned(string? text) => text is { Length: <= MaxLength } && Pinned().IsMatch(text);

    /// <summary>True for <c>registry/name@sha256:…</c>, and for <c>sha256:…</c>, which is that image under any name.</summary>
    public static bool IsDeclarable(string? text) => text is { Length: <= MaxLength } && (Bare().IsMatch(text) || Pinned().IsMatch(text));

    /// <summary>True when what was declared is this image.</summary>
    /// <param name="declared">As a version declares it.</param>
    /// <param name="image">A name with its digest.</param>
    public static bool Covers(string declared, string image)
    {
        ArgumentNullException.ThrowIfNull(declared);
        ArgumentNullException.ThrowIfNull(image);
        return declared == image || (Bare().IsMatch(declared) && image.EndsWith("@" + declared, StringComparison.Ordinal));
    }

    [GeneratedRegex(
        @"^[a-zA-Z0-9][a-zA-Z0-9._:/-]{0,400}@sha256:[0-9a-f]{64}\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Pinned();

    [GeneratedRegex(@"^sha256:[0-9a-f]{64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bare();
}
