namespace Governance.Domain.Models.Registries;

/// <summary>How far the word of the portal about a version is on its way to the registry.</summary>
public enum RegistryWriteState
{
    /// <summary>To be written, or waiting for the next try.</summary>
    Waiting,

    /// <summary>The registry took it.</summary>
    Written,

    /// <summary>Failed so often, or for such a reason, that it is tried after hours only.</summary>
    Failed,
}

/// <summary>
/// What a registry is to be notified of about one version: approved after every signature and with a permit that stands, and not any more
/// once that ended. One row for each version: the newest decision replaces one that is still on its way.
/// </summary>
public sealed class RegistryWrite
{
    /// <summary>Failed tries in a row after which it waits for hours.</summary>
    public const int MaxTries = 10;

    /// <summary>Longest words about a problem.</summary>
    public const int MaxProblem = 1_000;

    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_later = TimeSpan.FromHours(6);

    private RegistryWrite() { }

    /// <summary>Something is to be written about a version for the first time.</summary>
    /// <param name="connection">Name of the connection.</param>
    /// <param name="model">The model's name here.</param>
    /// <param name="version">The version's name here.</param>
    public RegistryWrite(string connection, string model, string version) => (Connection, Model, Version) = (connection, model, version);

    /// <summary>Name of the connection.</summary>
    public string Connection { get; private init; } = "";

    /// <summary>The model's name here.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version's name here.</summary>
    public string Version { get; private init; } = "";

    /// <summary>True for an approval, false where it ended.</summary>
    public bool IsApproved { get; private set; }

    /// <summary>The permit it rests on, or rested on.</summary>
    public string Permit { get; private set; } = "";

    /// <summary>The environment of that permit.</summary>
    public string? Environment { get; private set; }

    /// <summary>How far it is.</summary>
    public RegistryWriteState State { get; private set; }

    /// <summary>Failed tries in a row.</summary>
    public int Tries { get; private set; }

    /// <summary>When it is looked at next.</summary>
    public DateTimeOffset NextAt { get; private set; }

    /// <summary>What went wrong last.</summary>
    public string? Problem { get; private set; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset DecidedAt { get; private set; }

    /// <summary>When the registry took it.</summary>
    public DateTimeOffset? WrittenAt { get; private set; }

    /// <summary>Grows with each change; two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>A decision to write.</summary>
    /// <param name="isApproved">True for an approval.</param>
    /// <param name="permit">The permit it rests on, or rested on.</param>
    /// <param name="environment">Its environment.</param>
    /// <param name="now">When.</param>
    public void Decide(bool isApproved, string permit, string? environment, DateTimeOffset now)
    {
        (IsApproved, Permit, Environment, DecidedAt) = (isApproved, permit, environment, now);
        (State, Tries, Problem, NextAt, WrittenAt) = (RegistryWriteState.Waiting, 0, null, now, null);
        Revision++;
    }

    /// <summary>A process takes it in hand.</summary>
    public void Begin(DateTimeOffset now)
    {
        NextAt = now + s_lease;
        Revision++;
    }

    /// <summary>Given back by a process that stops.</summary>
    public void Return(DateTimeOffset now)
    {
        NextAt = now;
        Revision++;
    }

    /// <summary>The registry took it.</summary>
    public void Written(DateTimeOffset now)
    {
        (State, Tries, Problem, WrittenAt) = (RegistryWriteState.Written, 0, null, now);
        Revision++;
    }

    /// <summary>A try failed.</summary>
    /// <param name="problem">Words for people.</param>
    /// <param name="retryAfter">How long the registry wants to be left alone.</param>
    /// <param name="isFinal">A try soon makes no sense.</param>
    /// <param name="now">When.</param>
    public void Miss(string problem, TimeSpan? retryAfter, bool isFinal, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Tries++;
        Problem = problem.Length > MaxProblem ? problem[..MaxProblem] : problem;
        State = isFinal || Tries >= MaxTries ? RegistryWriteState.Failed : RegistryWriteState.Waiting;
        var wait = State is RegistryWriteState.Failed ? s_later : RetryDelay.After(Tries);
        NextAt = now + (retryAfter > wait ? retryAfter.Value : wait);

        Revision++;
    }
}
