namespace Governance.Domain.Experiments;

/// <summary>How the challenger is tried.</summary>
public enum ExperimentKind
{
    /// <summary>It scores the same rows as the champion, and decides nothing.</summary>
    Shadow,

    /// <summary>It decides a small share of the traffic.</summary>
    Canary,

    /// <summary>It decides a share of the traffic that is drawn by lot.</summary>
    Ab,

    /// <summary>It decides for a named group.</summary>
    Pilot,
}
