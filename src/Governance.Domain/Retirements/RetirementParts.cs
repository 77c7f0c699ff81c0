using Governance.Domain.Identity;

namespace Governance.Domain.Retirements;

/// <summary>A version that retires. Its gate is shut from the moment its traffic is stopped.</summary>
public sealed class RetirementVersion
{
    private RetirementVersion() { }

    /// <summary>The retirement.</summary>
    public RetirementId Retirement { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private init; } = "";

    /// <summary>Since when nothing may serve it; null before, and when the retirement was called off.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }

    /// <summary>When its promotion to retired was carried out.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    /// <summary>That promotion, such as APR-0012.</summary>
    public string? Promotion { get; private set; }

    internal static RetirementVersion Of(RetirementId retirement, string model, string version, DateTimeOffset? stoppedAt) =>
        new()
        {
            Retirement = retirement,
            Model = model,
            Version = version,
            StoppedAt = stoppedAt,
        };

    internal void Stop(DateTimeOffset now) => StoppedAt ??= now;

    internal void LetGo() => StoppedAt = null;

    internal void Retire(string promotion, DateTimeOffset now) => (Promotion, RetiredAt, StoppedAt) = (promotion, now, StoppedAt ?? now);
}

/// <summary>Something that rests on what retires, found in the records when they were read.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id in the portal.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Source">The record that says so.</param>
/// <param name="Decides">True when someone has to decide about it before the retirement can be signed.</param>
public sealed record Dependant(DependantKind Kind, string Id, string Name, string Source, bool Decides);

/// <summary>What someone decided about a dependant.</summary>
/// <param name="Kind">Of what kind it is.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it was called then.</param>
/// <param name="Decision">What was decided.</param>
/// <param name="To">What it rests on now, when it was migrated.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Printed name.</param>
/// <param name="At">When.</param>
public sealed record DependantDecision(
    DependantKind Kind,
    string Id,
    string Name,
    DependantDecisionKind Decision,
    string? To,
    string Reason,
    string By,
    DateTimeOffset At
);

/// <summary>Something to be done outside the portal.</summary>
public sealed record RetirementTask
{
    /// <summary>Its number within the retirement, from 1 up.</summary>
    public required int Number { get; init; }

    /// <summary>Its id in the template.</summary>
    public required string Key { get; init; }

    /// <summary>A few words.</summary>
    public required string Title { get; init; }

    /// <summary>What is to be done.</summary>
    public required string What { get; init; }

    /// <summary>Who does it.</summary>
    public required UserId Owner { get; init; }

    /// <summary>Until when.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>True when it is done only with something that shows it.</summary>
    public required bool NeedsEvidence { get; init; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>Who did it: the printed name.</summary>
    public string? DoneBy { get; init; }

    /// <summary>What was done.</summary>
    public string? Words { get; init; }

    /// <summary>What shows it: a record of the portal, or a name and a SHA-256.</summary>
    public string? Evidence { get; init; }
}

/// <summary>What was decided about an API key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Revoked">True when it was revoked; false when it stays.</param>
/// <param name="Reason">Why it stays.</param>
/// <param name="By">Printed name.</param>
/// <param name="At">When.</param>
public sealed record SettledKey(string Key, string Name, bool Revoked, string? Reason, string By, DateTimeOffset At);

/// <summary>A key that was used for what retires, as the log tells.</summary>
/// <param name="Key">The key.</param>
/// <param name="Name">What it is called.</param>
/// <param name="UsedAt">When it was used for it last.</param>
/// <param name="Elsewhere">True when it was used for other things too.</param>
public sealed record UsedKey(string Key, string Name, DateTimeOffset UsedAt, bool Elsewhere);

/// <summary>Data of what retires: something a decision is needed about.</summary>
/// <param name="Kind"><c>artifact</c>, <c>dataset</c>, <c>decisions</c> or <c>held-out-set</c>.</param>
/// <param name="Id">What it is: a version, a version and the name of its data set, or a held-out set.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Sha256">Its digest, where it has one.</param>
/// <param name="NotBefore">The day before which it is not deleted.</param>
/// <param name="Basis">What says so.</param>
/// <param name="Held">The incident that forbids its deletion; null when none does.</param>
public sealed record DataItem(string Kind, string Id, string Name, string? Sha256, DateOnly? NotBefore, string? Basis, string? Held);

/// <summary>What becomes of a piece of data.</summary>
public sealed record Disposition
{
    /// <summary>Its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Its digest, where it has one.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What becomes of it.</summary>
    public required DispositionKind Choice { get; init; }

    /// <summary>Until when it is kept.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>On what ground: a provision, a rule of the house, or who takes it over.</summary>
    public required string Basis { get; init; }

    /// <summary>Who decided: the printed name.</summary>
    public required string By { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When its content was deleted by the portal.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}

/// <summary>What the records say about what retires, at one instant.</summary>
public sealed record RetirementFindings
{
    /// <summary>What rests on it.</summary>
    public IReadOnlyList<Dependant> Dependants { get; init; } = [];

    /// <summary>Keys used for it that still work.</summary>
    public IReadOnlyList<UsedKey> Keys { get; init; } = [];

    /// <summary>Its data.</summary>
    public IReadOnlyList<DataItem> Data { get; init; } = [];

    /// <summary>Decisions it made after its traffic was stopped.</summary>
    public long DecisionsAfterStop { get; init; }

    /// <summary>The newest of them.</summary>
    public DateTimeOffset? LastDecisionAfterStop { get; init; }

    /// <summary>Versions that belong to it and are not in its plan yet.</summary>
    public IReadOnlyList<string> NewVersions { get; init; } = [];

    /// <summary>True when it is judged by the rules for high risk: Legal signs too.</summary>
    public bool IsHighRisk { get; init; }

    /// <summary>True when a system has no plan for its end of use yet.</summary>
    public bool LacksSystemPlan { get; init; }

    /// <summary>When it was put into service last, or registered where it never was: the retention clock counts from there.</summary>
    public DateTimeOffset? PlacedAt { get; init; }

    /// <summary>True when there was more than is looked at.</summary>
    public bool IsCut { get; init; }
}

/// <summary>Why a retirement cannot be signed yet.</summary>
/// <param name="Step">The step it belongs to.</param>
/// <param name="Message">What is missing, in a sentence.</param>
public sealed record RetirementBlocker(RetirementStep Step, string Message);
