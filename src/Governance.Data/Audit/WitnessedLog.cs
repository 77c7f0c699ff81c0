namespace Governance.Data.Audit;

/// <summary>The tree of another log that this portal, as a witness, cosigned last.</summary>
public sealed class WitnessedLog
{
    /// <summary>Name of the log.</summary>
    public required string Origin { get; init; }

    /// <summary>Entries; grows only, and two requests at once cannot both move it.</summary>
    public required long Size { get; set; }

    /// <summary>Root, 32 bytes.</summary>
    public required byte[] Root { get; set; }
}
