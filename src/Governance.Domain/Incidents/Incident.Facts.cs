namespace Governance.Domain.Incidents;

/// <content>What people say of it, and when someone knew.</content>
public sealed partial class Incident
{
    /// <summary>
    /// Changes what people say of it: title, category, severity, lead, what it is about. Awareness is changed by <see cref="BecameAware"/>.
    /// </summary>
    /// <returns>Why not, or null.</returns>
    public Refusal? Change(IncidentFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (!IsLive)
        {
            return IncidentRefusals.Over(State);
        }

        var kept = facts with { ProviderAwareAt = ProviderAwareAt, DeployerAwareAt = DeployerAwareAt };
        if ((Refuses(kept) ?? RefusesTimes(kept.OccurredAt, kept.ProviderAwareAt, kept.DeployerAwareAt, now)) is { } refusal)
        {
            return refusal;
        }

        // What is held stays held until someone lets it go with a reason.
        if (_versions.Any(v => v.HeldAt is not null && !facts.Versions.Contains((v.Model, v.Version))))
        {
            return IncidentRefusals.VersionHeld;
        }

        Take(kept);
        if (ContainedAt is not null && !IsDrill)
        {
            _versions.Where(v => v.HeldAt is null).ToList().ForEach(v => v.Hold(now));
        }

        Revision++;
        return null;
    }

    /// <summary>What people say of it now.</summary>
    public IncidentFacts ToFacts() =>
        new(Title, Category, Severity, Lead)
        {
            Description = Description.Text ?? "",
            Versions = [.. _versions.Select(v => (v.Model, v.Version))],
            Systems = [.. _systems],
            Alert = Alert,
            OccurredAt = OccurredAt,
            ProviderAwareAt = ProviderAwareAt,
            DeployerAwareAt = DeployerAwareAt,
            PeopleAffected = PeopleAffected,
            Countries = [.. _countries],
            IsDrill = IsDrill,
        };

    /// <summary>
    /// Corrects when the parties became aware. Every clock counts again from the earliest of the two, so a reason is asked for.
    /// </summary>
    public Refusal? BecameAware(DateTimeOffset? provider, DateTimeOffset? deployer, string? reason, DateTimeOffset now)
    {
        if (!IsLive)
        {
            return IncidentRefusals.Over(State);
        }

        if (provider is null && deployer is null)
        {
            return IncidentRefusals.AwarenessMissing;
        }

        if ((RefusesTimes(OccurredAt, provider, deployer, now) ?? RefusesWords(reason, "reason")) is { } refusal)
        {
            return refusal;
        }

        (ProviderAwareAt, DeployerAwareAt) = (ToMinute(provider), ToMinute(deployer));
        Revision++;
        return null;
    }

    /// <summary>Writes something into the timeline.</summary>
    public Refusal? Note(string? text, DateTimeOffset? happenedAt, DateTimeOffset now)
    {
        if (RefusesWords(text, "text") is { } words)
        {
            return words;
        }

        if (happenedAt > now)
        {
            return IncidentRefusals.InTheFuture("happenedAt");
        }

        Revision++;
        return null;
    }

    internal static Refusal? RefusesWords(string? text, string field) =>
        string.IsNullOrWhiteSpace(text) ? IncidentRefusals.WordsMissing(field)
        : text.Length > SaltedText.MaxLength ? SaltedText.TooLong(field)
        : null;

    private static Refusal? Refuses(IncidentFacts facts) =>
        string.IsNullOrWhiteSpace(facts.Title) || facts.Title.Trim().Length > MaxTitle ? IncidentRefusals.TitleNotValid
        : facts.Description.Length > SaltedText.MaxLength ? SaltedText.TooLong("description")
        : facts.Versions.Count == 0 && facts.Systems.Count == 0 ? IncidentRefusals.NothingAffected
        : facts.Versions.Count > MaxParts || facts.Systems.Count > MaxParts || facts.Countries.Count > MaxParts
            ? IncidentRefusals.TooMany("affected", MaxParts)
        : facts.PeopleAffected < 0 ? IncidentRefusals.PeopleNotValid
        : null;

    private static Refusal? RefusesTimes(
        DateTimeOffset? occurred,
        DateTimeOffset? provider,
        DateTimeOffset? deployer,
        DateTimeOffset now
    ) =>
        provider > now ? IncidentRefusals.InTheFuture("providerAwareAt")
        : deployer > now ? IncidentRefusals.InTheFuture("deployerAwareAt")
        : occurred > now ? IncidentRefusals.InTheFuture("occurredAt")
        // Awareness is kept to the minute, so what began within that minute is not after it.
        : ToMinute(occurred) is { } began && (provider < began || deployer < began) ? IncidentRefusals.AwareBeforeItBegan
        : null;

    // Clocks are exact to the minute, and the minute in which someone knew has begun: seconds would only lengthen them.
    private static DateTimeOffset? ToMinute(DateTimeOffset? time) =>
        time is { } known ? known.ToUniversalTime().AddTicks(-(known.Ticks % TimeSpan.TicksPerMinute)) : null;

    private void Take(IncidentFacts facts)
    {
        (Title, Category, Severity, Lead) = (facts.Title.Trim(), facts.Category, facts.Severity, facts.Lead);
        Description = Description.Text == facts.Description.Trim() ? Description : SaltedText.Of(facts.Description.Trim());
        (OccurredAt, PeopleAffected) = (facts.OccurredAt?.ToUniversalTime(), facts.PeopleAffected);
        (ProviderAwareAt, DeployerAwareAt) = (ToMinute(facts.ProviderAwareAt), ToMinute(facts.DeployerAwareAt));
        _systems = [.. facts.Systems.Distinct(StringComparer.Ordinal)];
        _countries = [.. facts.Countries.Distinct(StringComparer.Ordinal)];
        var named = facts.Versions.Distinct().ToList();
        _versions.RemoveAll(v => !named.Contains((v.Model, v.Version)));
        _versions.AddRange(
            named
                .Where(n => _versions.TrueForAll(v => (v.Model, v.Version) != n))
                .Select(n => IncidentVersion.Of(Id, n.Model, n.Version))
                .ToList()
        );
    }
}
