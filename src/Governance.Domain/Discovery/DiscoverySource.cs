using Governance.Domain.Audit;

namespace Governance.Domain.Discovery;

/// <summary>A place that is scanned: its scans are compared with one another.</summary>
public sealed class DiscoverySource : IAudited
{
    /// <summary>Longest name.</summary>
    public const int MaxName = 180;

    private DiscoverySource() { }

    /// <summary>Its name: a repository, a proxy, a registry.</summary>
    public string Name { get; private init; } = "";

    /// <summary>When it was scanned last.</summary>
    public DateTimeOffset ScannedAt { get; private set; }

    /// <summary>Commit of the last scan.</summary>
    public string? Commit { get; private set; }

    /// <summary>How many scans were filed.</summary>
    public int Scans { get; private set; }

    /// <summary>Who filed the last one, as the log writes an actor.</summary>
    public string ScannedBy { get; private set; } = "";

    /// <summary>Grows with each scan; two that come at once collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => SubjectOf(Name);

    /// <summary>What the log calls a source: never the name of a model.</summary>
    public static string SubjectOf(string name) => $"discovery:{name}";

    /// <summary>A source that is scanned for the first time.</summary>
    public static DiscoverySource First(string name) => new() { Name = name };

    /// <summary>Whether a text may be the name of a source.</summary>
    public static bool IsName(string? text) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= MaxName && text.Trim() == text && !NameText.Misleads(text);

    /// <summary>Files a scan. One that is older than the last is refused: it would bring back what is gone.</summary>
    /// <param name="at">When was scanned.</param>
    /// <param name="commit">Which commit.</param>
    /// <param name="by">Who files it, as the log writes an actor.</param>
    public Refusal? Scan(DateTimeOffset at, string? commit, string by)
    {
        if (Scans > 0 && at < ScannedAt)
        {
            return DiscoveryRefusals.ScanOlder(ScannedAt);
        }

        (ScannedAt, Commit, ScannedBy) = (at, commit, by);
        Scans++;
        Revision++;
        return null;
    }
}
