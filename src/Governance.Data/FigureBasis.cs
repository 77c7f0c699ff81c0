namespace Governance.Data;

/// <summary>What a figure counts, and so which entries of the log may change it.</summary>
public enum FigureBasis
{
    /// <summary>Records: whatever is done to one is an entry of the log.</summary>
    Records,

    /// <summary>Records, and decisions of models, which come all the time.</summary>
    Decisions,

    /// <summary>Records, and what was refused.</summary>
    Refusals,
}
