using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks;

/// <summary>How a list of risks is ordered.</summary>
public enum RiskOrder
{
    /// <summary>By what is left.</summary>
    Residual,

    /// <summary>By what there was before.</summary>
    Inherent,

    /// <summary>By title.</summary>
    Title,

    /// <summary>By the next step that is due.</summary>
    Due,

    /// <summary>By the next review.</summary>
    Review,

    /// <summary>By id.</summary>
    Id,
}

/// <summary>Which risks; the words are those of the address.</summary>
public sealed record RiskFilter
{
    /// <summary>In the title, or the id.</summary>
    public string? Text { get; init; }

    public string? Model { get; init; }

    public string? System { get; init; }

    public RiskCategory? Category { get; init; }

    public RiskTreatment? Treatment { get; init; }

    /// <summary>Open or closed; null for both.</summary>
    public RiskState? State { get; init; }

    public RiskBand? Band { get; init; }

    /// <summary>Only above the appetite they are judged by.</summary>
    public bool AboveAppetite { get; init; }

    /// <summary>Only with a step or a review that is overdue at this time.</summary>
    public DateTimeOffset? OverdueAt { get; init; }

    /// <summary>A cell of the heat map.</summary>
    public RiskRating? Cell { get; init; }

    /// <summary>True when the cell is one of the inherent ratings.</summary>
    public bool Inherent { get; init; }

    /// <summary>Reads the words of an address; the first that is none of ours is refused by name.</summary>
    public static Result<RiskFilter> Parse(
        string? text,
        string? model,
        string? system,
        string? category,
        string? treatment,
        string? state,
        string? band,
        string? likelihood,
        string? impact,
        bool inherent = false
    )
    {
        var filter = new RiskFilter
        {
            Text = Given(text),
            Model = Given(model),
            System = Given(system),
            Inherent = inherent,
        };
        if (Given(category) is { } c)
        {
            if (!WireName.TryParse<RiskCategory>(c.Replace('_', '-'), out var known))
            {
                return RiskRefusals.CategoryUnknown;
            }

            filter = filter with { Category = known };
        }

        if (Given(treatment) is { } t)
        {
            if (!WireName.TryParse<RiskTreatment>(t, out var known))
            {
                return RiskRefusals.TreatmentUnknown;
            }

            filter = filter with { Treatment = known };
        }

        if (Given(state) is { } s)
        {
            if (!WireName.TryParse<RiskState>(s, out var known))
            {
                return RiskRefusals.StateUnknown;
            }

            filter = filter with { State = known };
        }

        if (Given(band) is { } b)
        {
            if (!WireName.TryParse<RiskBand>(b, out var known))
            {
                return RiskRefusals.BandUnknown;
            }

            filter = filter with { Band = known };
        }

        if (Given(likelihood) is null && Given(impact) is null)
        {
            return filter;
        }

        return Level(likelihood) is { } l && Level(impact) is { } i
            ? filter with
            {
                Cell = new(l, i),
            }
            : RiskRefusals.RatingNotValid(Level(likelihood) is null ? "likelihood" : "impact");
    }

    internal IQueryable<Risk> Apply(GovernanceDbContext db, int appetite)
    {
        var risks = db.Risks.AsNoTracking();
        var (model, system, overdue) = (Model, System, OverdueAt);
        if (Text is { } text)
        {
            var id = DisplayId.TryParse<RiskId>(text, out var named) ? named : default;
            var words = SearchText.Pattern(text);
#pragma warning disable CA1304, CA1311, CA1862 // Translated to SQL, where these comparisons mean the same in both databases.
            risks = risks.Where(r => r.Id == id || SearchText.Matches(r.Title, words));
#pragma warning restore CA1304, CA1311, CA1862
        }

        risks = model is null ? risks : risks.Where(r => r.Model == model);
        risks = system is null ? risks : risks.Where(r => r.SystemId == system);
        risks = Category is { } category ? risks.Where(r => r.Category == category) : risks;
        risks = Treatment is { } treatment ? risks.Where(r => r.Treatment == treatment) : risks;
        risks = State is { } state ? risks.Where(r => r.State == state) : risks;
        risks = AboveAppetite ? risks.AboveAppetite(db, appetite) : risks;
        if (Band is { } band)
        {
            var (from, to) = RiskBands.Range(band);
            risks = risks.Where(r => (r.ResidualScore ?? r.InherentScore) >= from && (r.ResidualScore ?? r.InherentScore) <= to);
        }

        if (Cell is { } cell)
        {
            risks = Inherent
                ? risks.Where(r => r.InherentLikelihood == cell.Likelihood && r.InherentImpact == cell.Impact)
                : risks.Where(r => r.ResidualLikelihood == cell.Likelihood && r.ResidualImpact == cell.Impact);
        }

        return overdue is null ? risks : risks.Where(r => r.State == RiskState.Open && (r.DueAt < overdue || r.ReviewAt < overdue));
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static int? Level(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level is >= 1 and <= RiskRating.Most
            ? level
            : null;
}
