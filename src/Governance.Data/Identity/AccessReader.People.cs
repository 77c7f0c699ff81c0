using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Validation;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Identity;

public static partial class AccessReader
{
    /// <summary>
    /// The people behind an act as the log names its actor: the person; or the owner of the key and the person who made it, at whatever
    /// remove; of a validation schedule everyone who set it up or changed what it measures; no one for other jobs and the host.
    /// </summary>
    public static async Task<IReadOnlyList<UserId>> PeopleBehindAsync(GovernanceDbContext db, string actor, CancellationToken ct) =>
        (await ReadBehindAsync(db, actor, ct)).People;

    /// <summary>
    /// The same, where it matters that no key was given to someone else: no one, when the record of one of the keys, or of the schedule,
    /// is not what the log states.
    /// </summary>
    public static async Task<IReadOnlyList<UserId>> VerifiedPeopleBehindAsync(GovernanceDbContext db, string actor, CancellationToken ct)
    {
        var (people, keys) = await ReadBehindAsync(db, actor, ct);
        List<RecordsAsked> asked = [];
        if (keys.Count > 0)
        {
            asked.Add(RecordsAsked.Of<ApiKey>(nameof(ApiKey.Id), keys.Select(id => (object)id)));
        }

        if (ValidationSchedule.OfActor(actor) is { } schedule)
        {
            asked.Add(RecordsAsked.Of<ValidationSchedule>(nameof(ValidationSchedule.Id), [schedule]));
        }

        return asked.Count > 0 && await RecordIntegrity.VerifyAsync(db, asked, ct) is not null ? [] : people;
    }

    /// <summary>
    /// Who answers for an act: the person; of a key its owner, and who made it only where no one owns it. Whoever merely handed a key to
    /// somebody else did not do what that person does with it. No one, when the record of a key is not what the log states.
    /// </summary>
    public static async Task<IReadOnlyList<UserId>> VerifiedOwnersBehindAsync(GovernanceDbContext db, string actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(actor);
        var people = await VerifiedPeopleBehindAsync(db, actor, ct);
        return
            people.Count > 1
            && actor.StartsWith("key:", StringComparison.Ordinal)
            && DisplayId.TryParse<ApiKeyId>(actor[4..], out var id)
            && await db.ApiKeys.AsNoTracking().Where(k => k.Id == id).Select(k => k.Owner).SingleOrDefaultAsync(ct) is { } owner
            ? [owner]
            : people;
    }

    private static async Task<(IReadOnlyList<UserId> People, IReadOnlyCollection<ApiKeyId> Line)> ReadBehindAsync(
        GovernanceDbContext db,
        string actor,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.StartsWith("user:", StringComparison.Ordinal))
        {
            return (DisplayId.TryParse<UserId>(actor[5..], out var person) ? [person] : [], []);
        }

        if (ValidationSchedule.OfActor(actor) is { } schedule)
        {
            return await ReadMakersAsync(db, schedule, ct);
        }

        return
            actor.StartsWith("key:", StringComparison.Ordinal)
            && DisplayId.TryParse<ApiKeyId>(actor[4..], out var id)
            && await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Id == id, ct) is { } key
            ? await PeopleBehindAsync(db, key, ct)
            : ([], []);
    }

    private static async Task<(IReadOnlyList<UserId> People, IReadOnlyCollection<ApiKeyId> Line)> ReadMakersAsync(
        GovernanceDbContext db,
        ValidationScheduleId id,
        CancellationToken ct
    )
    {
        if (await db.ValidationSchedules.AsNoTracking().IgnoreQueryFilters().SingleOrDefaultAsync(s => s.Id == id, ct) is not { } schedule)
        {
            return ([], []);
        }

        var (people, keys) = (new HashSet<UserId>(), new HashSet<ApiKeyId>());
        foreach (var maker in schedule.Makers.Where(m => ValidationSchedule.OfActor(m) is null))
        {
            var (behind, line) = await ReadBehindAsync(db, maker, ct);
            people.UnionWith(behind);
            keys.UnionWith(line);
        }

        return ([.. people], keys);
    }

    // Keys can be made with keys: the line goes back to the person at its beginning, if there is one.
    private static async Task<(IReadOnlyList<UserId> People, IReadOnlyCollection<ApiKeyId> Line)> PeopleBehindAsync(
        GovernanceDbContext db,
        ApiKey key,
        CancellationToken ct
    )
    {
        var people = new List<UserId>();
        var seen = new HashSet<ApiKeyId>();
        for (ApiKey? link = key; link is not null && seen.Add(link.Id); )
        {
            if (link.Owner is { } owner)
            {
                people.Add(owner);
            }

            if (
                link.CreatedBy.StartsWith("user:", StringComparison.Ordinal)
                && DisplayId.TryParse<UserId>(link.CreatedBy[5..], out var creator)
            )
            {
                people.Add(creator);
            }

            link =
                link.CreatedBy.StartsWith("key:", StringComparison.Ordinal)
                && DisplayId.TryParse<ApiKeyId>(link.CreatedBy[4..], out var maker)
                    ? await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Id == maker, ct)
                    : null;
        }

        return ([.. people.Distinct()], seen);
    }
}
