using System.Security.Cryptography;
using System.Text;
using Governance.Domain;
using Governance.Domain.Discovery;

namespace Governance.Cli.Discovery.Scanning;

/// <summary>One thing that was found, with its place.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">What it is called: a format, a library, a host, a server.</param>
/// <param name="Path">File it was found in, with slashes, below the folder that was scanned; or a place in another source.</param>
/// <param name="Line">Line of its first occurrence, from 1; null where a file as a whole is meant.</param>
/// <param name="Detail">What else is known of it; never a secret.</param>
internal sealed record DiscoveryFinding(DiscoveryKind Kind, string Name, string Path, int? Line, string? Detail)
{
    /// <summary>Longest name.</summary>
    public const int MaxName = 200;

    /// <summary>Longest path.</summary>
    public const int MaxPath = 1000;

    /// <summary>Longest detail.</summary>
    public const int MaxDetail = 500;

    /// <summary>Digest of the file where it is a model; null for what is known by its name.</summary>
    public string? FileSha256 { get; init; }

    /// <summary>
    /// What may change from scan to scan without its becoming another thing: how often, when last. Null where nothing does.
    /// </summary>
    public string? Note { get; init; }

    /// <summary>What it is recognised by: the digest of a model's file, else one of kind, name and detail.</summary>
    public string Sha256 =>
        FileSha256 ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{WireName.Of(Kind)}\n{Name}\n{Detail}")));

    /// <summary>A finding whose texts, which come from a stranger's file, are on one line and not too long.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="path">Where it was found.</param>
    /// <param name="line">Line of its first occurrence.</param>
    /// <param name="detail">What else is known of it.</param>
    public static DiscoveryFinding Of(DiscoveryKind kind, string name, string path, int? line, string? detail) =>
        new(kind, Cut(name, MaxName), Cut(path, MaxPath), line, detail is null ? null : Cut(detail, MaxDetail));

    private static string Cut(string text, int max)
    {
        var plain = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return plain.Length <= max ? plain : plain[..(max - 1)] + "…";
    }
}
