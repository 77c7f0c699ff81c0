namespace Governance.Domain.Compliance;

/// <summary>
/// Which duties a result brings, from when, and whose they are: the rules OR-1, OR-2, OR-7 and the transitional rules of Art. 111.
/// </summary>
internal sealed class ObligationDates
{
    private readonly Law _law;
    private readonly ClassificationState _state;
    private readonly HashSet<string> _fired = new(StringComparer.Ordinal);
    private readonly DateOnly? _placed;

    public ObligationDates(Law law, ClassificationState state, DateOnly date)
    {
        (_law, _state) = (law, state);
        // A plan alone gives no legacy status.
        _placed = state.Placement is { } day && day <= date ? day : null;
        foreach (var rule in OfClasses)
        {
            _fired.Add(rule.Id);
        }
    }

    /// <summary>Rules that hold for a class that is set.</summary>
    public IEnumerable<TransitionalRule> OfClasses =>
        _law.TransitionalRules.Where(r => r.Classes.Any(c => _state.Classes.Contains(c) && Holds(r, c)));

    /// <summary>Rules that changed something, in the order of the data. Complete once <see cref="Obligations"/> was asked.</summary>
    public IReadOnlyList<TransitionalRule> Fired => [.. _law.TransitionalRules.Where(r => _fired.Contains(r.Id))];

    /// <summary>The duties, in the order of the data.</summary>
    public IReadOnlyList<DatedObligation> Obligations()
    {
        var found = new List<DatedObligation>();
        foreach (var obligation in _law.Obligations)
        {
            var classes = Bringing(obligation);
            if (classes.Count == 0 || !obligation.AppliesIf.Holds(_state) || IsRelieved(obligation))
            {
                continue;
            }

            var own = obligation.Roles.Any(_state.Roles.Contains) && !obligation.OwnUnlessFlags.Any(_state.Flags.Contains);
            var planned = classes.Select(c => Planned(obligation, c)).ToList();
            var literal = classes.Min(c => Base(obligation, c));
            var from = planned.Min(p => p.From); // of nullable dates: the earliest there is
            found.Add(
                new DatedObligation(
                    obligation.Id,
                    from,
                    obligation.FormalDate ?? literal,
                    own,
                    from is null ? planned.Find(p => p.Rule is not null).Rule : null
                )
            );
        }

        return found;
    }

    private List<string> Bringing(LawObligation obligation) =>
        [
            .. obligation
                .Classes.Where(_state.Classes.Contains)
                .Where(c =>
                    !_law.SuspendedClasses.Any(s => s.Class == c && s.When.Holds(_state) && !s.ExceptObligations.Contains(obligation.Id))
                ),
        ];

    private bool IsRelieved(LawObligation obligation) =>
        obligation.ReliefFlags.Any(_state.Flags.Contains) && !obligation.ReliefExceptClasses.Any(_state.Classes.Contains);

    private static DateOnly Base(LawObligation obligation, string @class) =>
        obligation.AppliesFromByClass.TryGetValue(@class, out var own) ? own : obligation.AppliesFrom;

    private (DateOnly? From, string? Rule) Planned(LawObligation obligation, string @class)
    {
        foreach (var rule in _law.TransitionalRules)
        {
            var named =
                rule.Obligations.Contains(obligation.Id)
                || (rule.Classes.Contains(@class) && !rule.ExceptObligations.Contains(obligation.Id));
            if (named && Holds(rule, @class))
            {
                _fired.Add(rule.Id);
                var flagged = rule
                    .AppliesFromWithFlag.Where(f => _state.Flags.Contains(f.Key))
                    .Select(f => (DateOnly?)f.Value)
                    .FirstOrDefault();
                return (flagged ?? rule.AppliesFrom, rule.Ref);
            }
        }

        return (Base(obligation, @class), null);
    }

    private bool Holds(TransitionalRule rule, string @class) =>
        _placed is { } day
        && (rule.PlacedBefore ?? _law.Classes[@class].AppliesFrom) is { } before
        && day < before
        && !rule.NoFlags.Any(_state.Flags.Contains);
}
