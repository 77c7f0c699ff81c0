namespace Governance.Data.Decisions;

/// <summary>Counts decisions without reading each of them.</summary>
public static class DecisionCounts
{
    /// <summary>
    /// The decisions of each stretch: whole hours were counted when they were stored, and only in the two hours that a stretch cuts are
    /// decisions counted one by one.
    /// </summary>
    /// <param name="db">A context.</param>
    /// <param name="stretches">The stretches.</param>
    /// <param name="most">Hours of batches that are added up for one of them, the first ones first; a count that reaches it is not whole.
    /// </param>
    public static IQueryable<CountedStretch> Count(this GovernanceDbContext db, IQueryable<DecisionStretch> stretches, int most) =>
        stretches.Select(s => new CountedStretch(
            s.Model,
            s.Served,
            db.DecisionHours.Where(h => h.Source == s.Source && h.From >= s.From && h.From < s.To && h.Until <= s.To)
                .OrderBy(h => h.From)
                .Take(most)
                .Sum(h => (long)h.Count)
                + (
                    from h in db
                        .DecisionHours.Where(h =>
                            h.Source == s.Source && h.From < s.To && h.Until > s.From && (h.From < s.From || h.Until > s.To)
                        )
                        .Select(h => new
                        {
                            h.Source,
                            h.From,
                            h.Until,
                        })
                        .Distinct()
                    join d in db.Decisions on h.Source equals d.Source
                    where d.Time >= (h.From < s.From ? s.From : h.From) && d.Time < (h.Until > s.To ? s.To : h.Until)
                    select d.Number
                ).LongCount()
        ));
}
