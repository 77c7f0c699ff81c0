using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Components.Forms;

/// <summary>Finds what a field of a form can be filled with, for the person at the page and as far as they may see it.</summary>
public sealed class FindChoices(IDbContextFactory<GovernanceDbContext> dbFactory, IEnumerable<IChoiceSource> sources, TimeProvider clock)
{
    /// <summary>Offered at once.</summary>
    public const int PageSize = 8;

    /// <summary>Longest text that is looked for.</summary>
    public const int MaxText = 100;

    /// <summary>A page of what fits, and whether there is more.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="kinds">Which records; those of the first kind come first.</param>
    /// <param name="typed">What they typed; everything fits an empty text.</param>
    /// <param name="skip">How many of each kind they have seen.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<(IReadOnlyList<Choice> Items, bool HasMore)> RunAsync(
        Actor actor,
        IReadOnlyList<ChoiceKind> kinds,
        string typed,
        int skip,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(kinds);
        var text = typed?.Trim() ?? "";
        if (text.Length > MaxText)
        {
            return ([], false);
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var access = await AccessReader.LoadAsync(db, actor, clock.GetLocalNow(), ct);
        if (access.Refusal is not null)
        {
            return ([], false);
        }

        var found = new List<Choice>();
        var more = false;
        foreach (var source in kinds.SelectMany(kind => sources.Where(s => s.Kind == kind)))
        {
            if (source.Needs is null || access.Value.Has(source.Needs))
            {
                var page = await source.FindAsync(db, PaletteText.Of(text), skip, PageSize + 1, ct);
                found.AddRange(page.Take(PageSize));
                more |= page.Count > PageSize;
            }
        }

        return (found, more);
    }

    /// <summary>What a value that a form has already is called; the value itself where it is not known.</summary>
    public async Task<Choice> NamedAsync(Actor actor, IReadOnlyList<ChoiceKind> kinds, string value, CancellationToken ct) =>
        (await RunAsync(actor, kinds, value, 0, ct)).Items.FirstOrDefault(c =>
            string.Equals(c.Value, value, StringComparison.OrdinalIgnoreCase)
        ) ?? new Choice(value, value, "");
}
