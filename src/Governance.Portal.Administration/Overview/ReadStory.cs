using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Overview;

/// <summary>Reads what needs attention from the features that know it, and joins what came of what.</summary>
public sealed class ReadStory(IDbContextFactory<GovernanceDbContext> dbFactory, IEnumerable<IStorySource> sources, TimeProvider clock)
    : IReadStory
{
    /// <summary>Sentences that are told.</summary>
    public const int Most = 5;

    // More in one sentence is no sentence any more.
    private const int MostClauses = 5;

    /// <summary>Runs it.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="queue">What waits for them, as their queue shows it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Story> RunAsync(Actor actor, Queue queue, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(queue);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetLocalNow();
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        List<StorySentence> known = [];
        List<string> watched = [];
        foreach (var source in sources.Where(s => access.IsDone && access.Value.Has(s.Reads)))
        {
            watched.Add(source.Watches);
            // The same for everyone who may read it: read once on a node, for as long as the log shows that it holds.
            known.AddRange(await db.KeptAsync("story", source.Watches, FigureBasis.Records, () => source.TellAsync(db, now, ct), ct));
        }

        var waits = Waiting(queue, now);
        return new([.. Compose(known, waits is null ? Most : Most - 1), .. waits is null ? (ToldSentence[])[] : [waits]], watched);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ToldSentence>> OfAllAsync(GovernanceDbContext db, DateTimeOffset now, int most, CancellationToken ct)
    {
        List<StorySentence> known = [];
        foreach (var source in sources)
        {
            known.AddRange(await source.TellAsync(db, now, ct));
        }

        return Compose(known, most);
    }

    /// <summary>
    /// The most serious sentences. What names another as its cause follows it in one sentence, and about one topic one sentence is told:
    /// the one of which most came, of those that weigh most.
    /// </summary>
    /// <param name="known">What needs attention.</param>
    /// <param name="most">How many sentences.</param>
    internal static IReadOnlyList<ToldSentence> Compose(IReadOnlyList<StorySentence> known, int most)
    {
        var ordered = known.OrderByDescending(s => s.Severity).ThenBy(s => s.Since).ToList();
        List<List<StorySentence>> chains = [];
        HashSet<StorySentence> told = new(ReferenceEqualityComparer.Instance);
        // What has a cause that is told comes behind it; what found no place there is told for itself.
        // Most come from nothing: hundreds of them are not compared with each other.
        var effects = ordered.Where(s => s.Causes.Count > 0).ToList();
        foreach (var root in ordered.OrderBy(s => s.Causes.Count > 0 && ordered.Exists(o => o != s && Causes(o, s))))
        {
            if (told.Add(root))
            {
                List<StorySentence> chain = [root];
                Follow(root, chain, effects, told);
                chains.Add(chain);
            }
        }

        return
        [
            .. chains
                .OrderByDescending(c => c.Max(s => s.Severity))
                .ThenByDescending(c => c.Count)
                .ThenBy(c => c[0].Since)
                .DistinctBy(c => (object?)c[0].Topic ?? c)
                .Take(most)
                .Select(c => new ToldSentence(c.Max(s => s.Severity), [c[0].Text, .. c.Skip(1).Select(s => s.AsEffect ?? s.Text)])
                {
                    Subjects = [.. c.SelectMany(s => s.Subjects).Distinct(StringComparer.Ordinal)],
                }),
        ];
    }

    // An effect stands right behind its cause, and what came of it right behind it.
    private static void Follow(StorySentence cause, List<StorySentence> chain, List<StorySentence> effects, HashSet<StorySentence> told)
    {
        foreach (var effect in effects.Where(s => Causes(cause, s)))
        {
            if (chain.Count < MostClauses && told.Add(effect))
            {
                chain.Add(effect);
                Follow(effect, chain, effects, told);
            }
        }
    }

    private static bool Causes(StorySentence cause, StorySentence effect) =>
        cause.Subjects.Any(id => effect.Causes.Contains(id, StringComparer.Ordinal));

    private static ToldSentence? Waiting(Queue queue, DateTimeOffset now)
    {
        if (queue.Items.Count == 0)
        {
            return null;
        }

        var items = new TextLink(Formats.Plural(queue.Items.Count, "item"), "/?scope=mine");
        var late = queue.Items.Count(i => i.IsOverdue(now));
        FormattableString text = (queue.Items.Count == 1, late > 0) switch
        {
            (true, false) => $"{items} needs you",
            (true, true) => $"{items} needs you and is overdue",
            (false, false) => $"{items} need you",
            (false, true) => $"{items} need you, {Formats.Count(late)} overdue",
        };
        return new(late > 0 ? StorySeverity.Warning : StorySeverity.Notice, [text]);
    }
}
