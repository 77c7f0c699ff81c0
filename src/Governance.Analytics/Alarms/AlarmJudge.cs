using Governance.Analytics.Statistics;

namespace Governance.Analytics.Alarms;

/// <summary>
/// Says which watched figures of a window break their bounds. One family at a time: inputs, performance, fairness each have a level of
/// their own.
/// </summary>
public static class AlarmJudge
{
    /// <summary>Judges all figures of a family together.</summary>
    /// <remarks>
    /// A breach takes both an effect and a p-value below <see cref="AlarmOptions.Level"/> after Benjamini–Hochberg over the figures tested.
    /// When nothing changed, that keeps the probability of any breach in the window below the level (R. J. Simes, Biometrika 73 (1986)
    /// 751–754), and over <see cref="AlarmOptions.Horizon"/> windows below <see cref="AlarmOptions.FalseAlarm"/>.
    /// </remarks>
    /// <param name="figures">The figures.</param>
    /// <param name="options">How seldom a false alarm may come; <see langword="null"/> for the defaults.</param>
    /// <returns>One verdict a figure, in the order given.</returns>
    public static IReadOnlyList<AlarmVerdict> Judge(IReadOnlyList<AlarmFigure> figures, AlarmOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(figures);
        options ??= AlarmOptions.Default;
        int[] tested = [.. figures.Index().Where(f => f.Item is { IsEnough: true, PValue: not null }).Select(f => f.Index)];
        var adjusted = MultipleTesting.Adjust([.. tested.Select(i => figures[i].PValue!.Value)]);
        var byFigure = new double?[figures.Count];
        for (var rank = 0; rank < tested.Length; rank++)
        {
            byFigure[tested[rank]] = adjusted[rank];
        }
        return [.. figures.Select((figure, i) => new AlarmVerdict(OutcomeOf(figure, byFigure[i], options.Level), byFigure[i]))];
    }

    /// <summary>Whether an alarm is to be raised or ended, from the outcomes of the last windows.</summary>
    /// <param name="newestFirst">Outcomes of one figure, the newest window first.</param>
    /// <param name="consecutive">Breaches in a row that raise an alarm, and quiet windows in a row that end it; at least 1.</param>
    /// <returns>What to do. Windows with too few rows neither raise nor end; an unclear one ends a run of breaches, but is no quiet
    /// window.</returns>
    public static AlarmStep Next(IEnumerable<AlarmOutcome> newestFirst, int consecutive)
    {
        ArgumentNullException.ThrowIfNull(newestFirst);
        ArgumentOutOfRangeException.ThrowIfLessThan(consecutive, 1);
        AlarmOutcome[] last = [.. newestFirst.Where(o => o is not AlarmOutcome.NotEnough).Take(consecutive)];
        if (last.Length < consecutive)
        {
            return AlarmStep.Wait;
        }
        return Array.TrueForAll(last, o => o is AlarmOutcome.Breach) ? AlarmStep.Raise
            : Array.TrueForAll(last, o => o is AlarmOutcome.Ok) ? AlarmStep.End
            : AlarmStep.Wait;
    }

    private static AlarmOutcome OutcomeOf(AlarmFigure figure, double? adjusted, double level) =>
        figure switch
        {
            { IsEnough: false } => AlarmOutcome.NotEnough,
            { HasEffect: false } => AlarmOutcome.Ok,
            { PValue: null } => AlarmOutcome.Breach,
            _ => adjusted < level ? AlarmOutcome.Breach : AlarmOutcome.Unclear,
        };
}

/// <summary>What follows from the last windows of a figure.</summary>
public enum AlarmStep
{
    /// <summary>Nothing: what is open stays open, what is quiet stays quiet.</summary>
    Wait,

    /// <summary>There is an alarm.</summary>
    Raise,

    /// <summary>There is none any more.</summary>
    End,
}
