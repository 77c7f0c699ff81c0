namespace Governance.Policies;

/// <summary>
/// Who oversees the AI systems that a model is part of, from the portal's own rosters: no one files it. Described in
/// <c>docs/policy-input.md</c>.
/// </summary>
/// <param name="ChangedAt">When one of the rosters last changed.</param>
/// <param name="Systems">The model's systems that are not retired; at least one of them keeps a roster.</param>
public sealed record GateOversight(DateTimeOffset ChangedAt, IReadOnlyList<GateOverseenSystem> Systems)
{
    /// <summary>SHA-256 of the canonical bytes: it changes with every training and every test.</summary>
    public string Sha256() => Digest.Of(Governance.Transparency.CanonicalJson.Serialize(GateOversightJson.Write(this)));

    /// <summary>Who oversees which system alone: what signatures cover. Training and tests that go on change none of it.</summary>
    public GateOversight OnlyPeople() =>
        new(
            DateTimeOffset.UnixEpoch,
            [
                .. Systems.Select(system => new GateOverseenSystem(
                    system.Id,
                    [
                        .. system.People.Select(person => new GateOverseer(
                            person,
                            person,
                            PolicyVocabulary.OversightAuthorities[0],
                            DateTimeOffset.UnixEpoch,
                            null,
                            null
                        )),
                    ],
                    null
                )),
            ]
        );
}

/// <summary>An AI system with its overseers.</summary>
/// <param name="Id">Readable id, such as <c>SYS-0001</c>.</param>
/// <param name="Overseers">Appointments that were not ended; one that begins later, or whose time is over, is among them.</param>
/// <param name="StopTest">The newest test of its stop control that a second person confirmed; null when there is none.</param>
public sealed record GateOverseenSystem(string Id, IReadOnlyList<GateOverseer> Overseers, GateStopTest? StopTest)
{
    /// <summary>Ids of the people appointed, each once.</summary>
    public IReadOnlyList<string> People =>
        [.. Overseers.Select(overseer => overseer.Person).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

/// <summary>An appointment.</summary>
/// <param name="Id">Readable id, such as <c>OVS-0001</c>.</param>
/// <param name="Person">Id of the person.</param>
/// <param name="Authority">What they may do, one of <see cref="PolicyVocabulary.OversightAuthorities"/>.</param>
/// <param name="From">From when they oversee.</param>
/// <param name="Until">Until when, exclusive; null for an open end.</param>
/// <param name="TrainedUntil">Until when their training counts, exclusive; null when none was recorded.</param>
public sealed record GateOverseer(
    string Id,
    string Person,
    string Authority,
    DateTimeOffset From,
    DateTimeOffset? Until,
    DateTimeOffset? TrainedUntil
)
{
    /// <summary>True while the appointment is in force.</summary>
    public bool OverseesAt(DateTimeOffset at) => From <= at && (Until is null || at < Until);

    /// <summary>True while their training counts.</summary>
    public bool IsTrainedAt(DateTimeOffset at) => at < TrainedUntil;
}

/// <summary>A test of the stop control that a second person confirmed.</summary>
/// <param name="Id">Readable id, such as <c>STP-0001</c>.</param>
/// <param name="TestedAt">When.</param>
/// <param name="Result"><c>stopped</c> or <c>failed</c>.</param>
public sealed record GateStopTest(string Id, DateTimeOffset TestedAt, string Result);
