namespace Governance.Cli.Group;

/// <summary>Why an export does not count.</summary>
internal enum GroupFault
{
    /// <summary>It counts.</summary>
    None,

    /// <summary>The file is no export for the group.</summary>
    NotAnExport,

    /// <summary>Its receipt does not hold against the keys of the logs that are known.</summary>
    NotOfAKnownLog,

    /// <summary>No witness that is known has cosigned its checkpoint.</summary>
    NotWitnessed,

    /// <summary>The entry of the log names other figures, or is none about figures for the group.</summary>
    NotNamed,

    /// <summary>The figures are of a form that is not known here.</summary>
    UnknownForm,

    /// <summary>It is older than is accepted.</summary>
    Old,

    /// <summary>It claims a time that lies ahead of the witness's or of this computer's clock.</summary>
    Ahead,

    /// <summary>A newer export of the same log counts.</summary>
    Replaced,

    /// <summary>A log is known, and there is no export of it.</summary>
    Missing,
}

/// <summary>One installation of the group, or a file that was to be one.</summary>
/// <param name="File">Name of the file; null where there is none.</param>
/// <param name="Log">The log it says it is of; proven only where it counts.</param>
/// <param name="Fault">Why it does not count.</param>
/// <param name="Detail">What was found, in a sentence.</param>
internal sealed record GroupMember(string? File, string? Log, GroupFault Fault, string Detail)
{
    /// <summary>The installation's own name; known of what counts, or was replaced.</summary>
    public string? Installation { get; init; }

    /// <summary>The report, <c>REP-0042</c>.</summary>
    public string? Report { get; init; }

    /// <summary>When its log wrote it down.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>When the witness cosigned it.</summary>
    public DateTimeOffset? WitnessedAt { get; init; }

    /// <summary>Its figures by key; empty unless it was verified. A figure it does not hold is not there.</summary>
    public IReadOnlyDictionary<string, long> Figures { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>True when its figures are shown and summed.</summary>
    public bool Counts => Fault is GroupFault.None;

    /// <summary>True for what someone has to look at: an older export that was replaced is no fault of anyone.</summary>
    public bool IsWrong => Fault is not (GroupFault.None or GroupFault.Replaced);

    /// <summary>How it is called where one name is shown.</summary>
    public string Name => Installation ?? Log ?? File ?? "";

    public static GroupMember Wrong(string file, string? log, GroupFault fault, string detail) => new(file, log, fault, detail);
}
