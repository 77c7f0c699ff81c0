using Governance.Data;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Kernel.Labels;

/// <summary>Names of those who stand in the log: people and keys by their names, the portal's own jobs by what they do.</summary>
public sealed class AuditActors
{
    private readonly ActorNames _names;
    private readonly LogLabels _words;

    private AuditActors(ActorNames names, LogLabels words) => (_names, _words) = (names, words);

    /// <summary>Name of an actor.</summary>
    public string this[string actor] =>
        _words.Actors.TryGetValue(actor, out var job) ? job
        // A job that acts for one record of several: system:validation:VSC-0003.
        : actor.LastIndexOf(':') is var at and > 7 && _words.Actors.TryGetValue(actor[..at], out job) ? $"{job} ({actor[(at + 1)..]})"
        : actor.StartsWith("system:", StringComparison.Ordinal) ? $"Job {actor["system:".Length..]}"
        : _names[actor];

    /// <summary>Looks up all names at once.</summary>
    public static async Task<AuditActors> LoadAsync(
        GovernanceDbContext db,
        LogLabels words,
        IEnumerable<string> actors,
        CancellationToken ct
    ) => new(await ActorNames.LoadAsync(db, actors.Distinct(StringComparer.Ordinal), ct), words);

    /// <summary>Name of the thing an entry is about, where its id says nothing to people: accounts and keys.</summary>
    public string Thing(string subject) =>
        subject switch
        {
            _ when subject.StartsWith("USR-", StringComparison.Ordinal)
                    && _names[$"user:{subject}"] is var name
                    && !name.StartsWith("user:", StringComparison.Ordinal) => name,
            _ when subject.StartsWith("KEY-", StringComparison.Ordinal)
                    && _names[$"key:{subject}"] is var name
                    && !name.StartsWith("key:", StringComparison.Ordinal) => name,
            _ => subject.Replace('@', ' '),
        };

    /// <summary>What to look up so that a thing has its name.</summary>
    public static IEnumerable<string> Of(string actor, string subject) =>
        subject.StartsWith("USR-", StringComparison.Ordinal) ? [actor, $"user:{subject}"]
        : subject.StartsWith("KEY-", StringComparison.Ordinal) ? [actor, $"key:{subject}"]
        : [actor];
}
