using System.Security.Cryptography;
using System.Text;

namespace Governance.Domain.Discovery;

/// <summary>A finding of a scan, as it is sent.</summary>
public sealed record FoundThing
{
    /// <summary>Longest name.</summary>
    public const int MaxName = 200;

    /// <summary>Longest path.</summary>
    public const int MaxPath = 1000;

    /// <summary>Longest detail, and longest note.</summary>
    public const int MaxDetail = 500;

    private FoundThing() { }

    /// <summary>What it is.</summary>
    public DiscoveryKind Kind { get; private init; }

    /// <summary>What it is called.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Its place within the source.</summary>
    public string Path { get; private init; } = "";

    /// <summary>Line of its first occurrence.</summary>
    public int? Line { get; private init; }

    /// <summary>What else is known of it.</summary>
    public string? Detail { get; private init; }

    /// <summary>What changes from scan to scan.</summary>
    public string? Note { get; private init; }

    /// <summary>What it is recognised by, lower-case hex.</summary>
    public string Sha256 { get; private init; } = "";

    /// <summary>Its place and digest in one: the same in the next scan, where nothing changed.</summary>
    public string Key =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{WireName.Of(Kind)}\n{Path}\n{Name}\n{Sha256}")));

    /// <summary>Checks what was sent.</summary>
    /// <param name="kind">Wire name of the kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="place">Path and line.</param>
    /// <param name="detail">What else is known of it, and what changes.</param>
    /// <param name="sha256">Its digest.</param>
    /// <returns>The finding, or null where a member is missing, too long or of another form.</returns>
    public static FoundThing? Of(
        string? kind,
        string? name,
        (string? Path, int? Line) place,
        (string? Detail, string? Note) detail,
        string? sha256
    ) =>
        WireName.TryParse<DiscoveryKind>(kind, out var known)
        && IsText(name, MaxName)
        && IsText(place.Path, MaxPath)
        && place.Line is null or > 0
        && (detail.Detail is null || IsText(detail.Detail, MaxDetail))
        && (detail.Note is null || IsText(detail.Note, MaxDetail))
        && sha256 is { Length: 64 }
        && sha256.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'))
            ? new FoundThing
            {
                Kind = known,
                Name = name!,
                Path = place.Path!,
                Line = place.Line,
                Detail = detail.Detail,
                Note = detail.Note,
                Sha256 = sha256,
            }
            : null;

    /// <summary>An agent by the name it told, wherever it runs; null for what is no name.</summary>
    public static FoundThing? OfAgent(string? name) =>
        Of(
            WireName.Of(DiscoveryKind.RunningAgent),
            name,
            (name, null),
            (null, null),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name ?? "")))
        );

    private static bool IsText(string? text, int max) => !string.IsNullOrWhiteSpace(text) && text.Length <= max && !NameText.Misleads(text);
}
