using Governance.Domain.Identity;

namespace Governance.Domain.Discovery;

/// <summary>
/// Something a scan found in a source, and what people decided about it. It is part of its source, whose scans the log names; a decision
/// has an entry of its own. What a later scan does not find is gone and stays on record.
/// </summary>
public sealed class DiscoveryItem
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaxReason = 2_000;

    private DiscoveryItem() { }

    /// <summary>The readable id.</summary>
    public DiscoveryId Id { get; private init; }

    /// <summary>Where was scanned: a repository, a proxy.</summary>
    public string Source { get; private init; } = "";

    /// <summary>See <see cref="FoundThing.Key"/>.</summary>
    public string Key { get; private init; } = "";

    /// <summary>What it is.</summary>
    public DiscoveryKind Kind { get; private init; }

    /// <summary>What it is called.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Its place within the source.</summary>
    public string Path { get; private init; } = "";

    /// <summary>Line of its first occurrence in the last scan in which it moved.</summary>
    public int? Line { get; private set; }

    /// <summary>What else is known of it.</summary>
    public string? Detail { get; private init; }

    /// <summary>What changes from scan to scan.</summary>
    public string? Note { get; private set; }

    /// <summary>What it is recognised by, lower-case hex.</summary>
    public string Sha256 { get; private init; } = "";

    /// <summary>When it was found first.</summary>
    public DateTimeOffset FoundAt { get; private init; }

    /// <summary>Commit in which it was found first.</summary>
    public string? Commit { get; private init; }

    /// <summary>When a scan did not find it any more; null while it is there.</summary>
    public DateTimeOffset? GoneAt { get; private set; }

    /// <summary>What was decided.</summary>
    public DiscoveryState State { get; private set; }

    /// <summary>The model, version or agent that it belongs to.</summary>
    public string? RegisteredAs { get; private set; }

    /// <summary>Why it is ignored or blocked.</summary>
    public SaltedText? Reason { get; private set; }

    /// <summary>Who decided; null where the registry itself knew it, or nothing is decided.</summary>
    public UserId? DecidedBy { get; private set; }

    /// <summary>Their name then.</summary>
    public string? DecidedByName { get; private set; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Grows with each change; two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>Files something that a scan found.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="source">Where was scanned.</param>
    /// <param name="found">What was found.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="now">When.</param>
    public static DiscoveryItem File(DiscoveryId id, string source, FoundThing found, string? commit, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(found);
        return new DiscoveryItem
        {
            Id = id,
            Source = source,
            Key = found.Key,
            Kind = found.Kind,
            Name = found.Name,
            Path = found.Path,
            Line = found.Line,
            Detail = found.Detail,
            Note = found.Note,
            Sha256 = found.Sha256,
            FoundAt = now,
            Commit = commit,
            State = DiscoveryState.ToTriage,
            Revision = 1,
        };
    }

    /// <summary>A scan found it again. Where it was gone it is back, with what was decided about it.</summary>
    public void FindAgain(FoundThing found)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (GoneAt is not null || Line != found.Line || Note != found.Note)
        {
            (GoneAt, Line, Note) = (null, found.Line, found.Note);
            Revision++;
        }
    }

    /// <summary>A scan of everything did not find it any more.</summary>
    public void Vanish(DateTimeOffset now)
    {
        if (GoneAt is null)
        {
            GoneAt = now;
            Revision++;
        }
    }

    /// <summary>The registry knows what no one has decided about: its digest or its name is registered.</summary>
    public void Recognise(string registeredAs, DateTimeOffset now)
    {
        if (State is DiscoveryState.ToTriage)
        {
            (State, RegisteredAs, DecidedAt) = (DiscoveryState.Registered, registeredAs, now);
            Revision++;
        }
    }

    /// <summary>A person decides what becomes of it.</summary>
    /// <param name="outcome">What they decided.</param>
    /// <param name="reason">Why; needed to ignore and to block.</param>
    /// <param name="registeredAs">The model it belongs to; needed where it is registered.</param>
    /// <param name="by">Who.</param>
    /// <param name="now">When.</param>
    public Refusal? Decide(
        DiscoveryState outcome,
        string? reason,
        string? registeredAs,
        (UserId Person, string Name) by,
        DateTimeOffset now
    )
    {
        var words = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
        if (words?.Length > MaxReason || (words is null && outcome is (DiscoveryState.Ignored or DiscoveryState.Blocked)))
        {
            return DiscoveryRefusals.ReasonMissing;
        }

        if (outcome is DiscoveryState.Registered && registeredAs is null)
        {
            return DiscoveryRefusals.ModelUnknown;
        }

        State = outcome;
        Reason = words is null ? null : SaltedText.Of(words);
        RegisteredAs = outcome is DiscoveryState.Registered ? registeredAs : null;
        var isDecided = outcome is not DiscoveryState.ToTriage;
        DecidedBy = isDecided ? by.Person : null;
        DecidedByName = isDecided ? by.Name : null;
        DecidedAt = isDecided ? now : null;
        Revision++;
        return null;
    }
}
