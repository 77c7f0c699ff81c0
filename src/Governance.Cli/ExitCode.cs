namespace Governance.Cli;

/// <summary>What a pipeline reads. Everything but <see cref="Done"/> has to stop it.</summary>
internal enum ExitCode
{
    /// <summary>Done, allowed or verified.</summary>
    Done = 0,

    /// <summary>The gate denies, or a check or verification fails.</summary>
    Refused = 1,

    /// <summary>Wrong usage, or a file that cannot be read.</summary>
    Usage = 2,

    /// <summary>Could not decide: network, authentication, server, cancelled.</summary>
    Undecided = 3,

    /// <summary>The time to wait ran out.</summary>
    StillOpen = 4,
}
